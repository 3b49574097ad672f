import { unwrap } from '../../../../openapi/client.ts'
import type { Play } from '../play.ts'
import type { Conversation } from '../../../modules/sandbox-story/story.rules.ts'
import type { Name } from '../../../modules/sandbox-story/people.rules.ts'
import { conversations } from '../../../modules/sandbox-story/conversations.rules.ts'
import { client as maya } from '../../../modules/sandbox-story/job.rules.ts'
import { withoutTokens } from '../../../modules/links/token-marks.rules.ts'
import { coach } from '../office.ts'
import { linkIn, openWebPage } from '../web-page.ts'
import type { Office } from './01-the-practice.ts'
import type { Network } from './02-the-network.ts'

export async function talk(play: Play, so: Office & Network): Promise<void> {
  const { stage } = play
  stage.chapter('Seven months of conversations')
  const ordinary = conversations.filter((one) => !one.aboutTheJob)
  await stage.counting(`${ordinary.length} calls, e-mails, meetings and letters`, ordinary.length, async (reach) => {
    for (const [index, conversation] of ordinary.entries()) {
      await logConversation(play, so, conversation)
      reach(index + 1)
    }
  })
  const advice = conversations.flatMap((one) => one.advice ?? [])
  stage.tell(`${advice.length} pieces of advice are kept, each with who gave it and what it changed`)
  const introduced = conversations.flatMap(({ introduces, with: [introducer] }) =>
    introduces ? [`${introducer} introduced ${introduces}`] : [],
  )
  stage.tell(introduced.join(', '))
  await openDigest(play, so)
}

/** This week's digest lies in her mailbox, and one tap in it puts somebody off. */
async function openDigest({ stage, inbox, addressOf }: Play, { cadre, client }: Office & Network): Promise<void> {
  const { messageId } = await unwrap(
    cadre.POST('/v1/clients/{id}/digest/send', { params: { path: { id: client.id } } }),
  )
  const { subject } = await unwrap(cadre.GET('/v1/messages/{id}', { params: { path: { id: messageId } } }))
  const { text } = await inbox.expect(addressOf(maya.name), (one) => one === subject)
  stage.letter({ from: coach.name, to: maya.name, subject, text: withoutTokens(text ?? '') })
  const page = await openWebPage(linkIn(text?.slice(text.indexOf('Later:'))))
  const later = await page.press('Remind me then', { when: '1' })
  stage.tell(`Her digest lies in her inbox. She follows “Later” of the first: “${later.text.split(' Undo')[0]}”`)
}

/** Logs a conversation, and the introduction that was made in it. */
export async function logConversation(
  { calendar }: Pick<Play, 'calendar'>,
  { cadre, client, contactIdOf }: Office & Network,
  { daysAgo, with: people, advice = [], introduces, aboutTheJob, ...facts }: Conversation<Name>,
  opportunityId?: string,
): Promise<void> {
  const interaction = await unwrap(
    cadre.POST('/v1/clients/{id}/interactions', {
      params: { path: { id: client.id } },
      body: {
        ...facts,
        occurredAt: calendar.moment(daysAgo).toISOString(),
        contacts: people.map((name, place) => ({ contactId: contactIdOf(name), advice: advice[place] ?? null })),
        ...(opportunityId ? { opportunityId } : {}),
      },
    }),
  )
  if (!introduces) return
  await unwrap(
    cadre.POST('/v1/contacts/{id}/introductions', {
      params: { path: { id: contactIdOf(people[0]) } },
      body: {
        introducedContactId: contactIdOf(introduces),
        introducedOn: calendar.day(daysAgo),
        interactionId: interaction.id,
      },
    }),
  )
}
