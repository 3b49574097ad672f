import { unwrap } from '../../../../openapi/client.ts'
import type { BodyOf, Recipient } from '../api.ts'
import type { Play } from '../play.ts'
import { coach, edit, skipReason } from '../office.ts'
import { type Name, thoseWho } from '../../../modules/sandbox-story/people.rules.ts'
import type { Office } from './01-the-practice.ts'
import type { Network } from './02-the-network.ts'
import type { Landed } from './04-the-job.ts'

/** The version of the announcement that was read before anything in it was changed. */
export interface Draft {
  firstEtag: string
}

export async function draftAnnouncement(play: Play, so: Office & Network & Landed): Promise<Draft> {
  const { calendar, inbox, stage } = play
  const { cadre, announcement, contactIdOf, coachEmail } = so
  const inAnnouncement = { params: { path: { id: announcement.id } } }
  stage.chapter('An announcement, for everybody')

  const { response } = await cadre.GET('/v1/announcements/{id}', inAnnouncement)
  const recipients = await listRecipients(so)
  const of = (name: Name) => recipientCalled(recipients, name)
  const change = (name: Name, body: BodyOf<'editRecipient'>) =>
    unwrap(cadre.PATCH('/v1/announcement-recipients/{id}', { params: { path: { id: of(name).id } }, body }))
  stage.tell(`${recipients.length} people are on the list: ${inWords(recipients)}`)

  await stage.during(
    `The letter to ${amara}, as she will see it`,
    () => unwrap(cadre.GET('/v1/announcement-recipients/{id}/preview', { params: { path: { id: of(amara).id } } })),
    ({ subject }) => `The letter to ${amara}, as she will see it: “${subject}”`,
  )
  await stage.during(`${edit.reader} gets a line more: “${edit.adds}”`, () =>
    change(edit.reader, { body: withLine(of(edit.reader).body ?? '', edit.adds) }),
  )
  for (const name of thoseWho('bounced')) {
    await stage.during(`${name}’s address is one that she has left, which nobody knows yet`, () =>
      unwrap(
        cadre.PATCH('/v1/contacts/{id}', {
          params: { path: { id: contactIdOf(name) } },
          body: { email: play.addressOf(name).replace('@', '+bounces@') },
        }),
      ),
    )
  }
  for (const name of thoseWho('skipped')) {
    await stage.during(`${name} is left out: ${lowerFirst(skipReason.detail)}`, () => change(name, { skipReason }))
  }
  for (const name of thoseWho('changed_to_call')) {
    await stage.during(`${name} would rather hear it in a voice: a call`, () => change(name, { channel: 'call' }))
  }
  for (const name of thoseWho('told_already')) {
    await stage.during(`${name} knows already: they had dinner`, () =>
      unwrap(
        cadre.POST('/v1/announcement-recipients/{id}/told', {
          params: { path: { id: of(name).id } },
          body: { via: 'meeting', on: calendar.landedOn, offeredHelp: true },
        }),
      ),
    )
  }
  for (const name of thoseWho('added')) {
    await stage.during(`${name} was not part of the search, and is added by hand`, () =>
      unwrap(
        cadre.POST('/v1/announcements/{id}/recipients', { ...inAnnouncement, body: { contactId: contactIdOf(name) } }),
      ),
    )
  }
  await stage.during(`${coach.name} sends one of the letters to herself, and reads it`, async () => {
    const { subject } = of(amara)
    await unwrap(
      cadre.POST('/v1/announcements/{id}/test-send', { ...inAnnouncement, body: { recipientId: of(amara).id } }),
    )
    await inbox.expect(coachEmail, (one) => one === subject)
  })
  return { firstEtag: response.headers.get('etag') ?? '' }
}

/** All of them; the story has fewer people than a page has room. */
export const listRecipients = async ({ cadre, announcement }: Office & Landed): Promise<Recipient[]> => {
  const page = { path: { id: announcement.id }, query: { limit: 100 } }
  return (await unwrap(cadre.GET('/v1/announcements/{id}/recipients', { params: page }))).data
}

function recipientCalled(recipients: Recipient[], name: Name): Recipient {
  const recipient = recipients.find(({ contactName }) => contactName === name)
  if (!recipient) throw new Error(`${name} is not on the list, and should be.`)
  return recipient
}

const amara: Name = 'Amara Diallo'

/** A paragraph of its own above the last one, which is the signature. */
function withLine(body: string, line: string): string {
  const paragraphs = body.split('\n\n')
  return paragraphs.toSpliced(-1, 0, line).join('\n\n')
}

function inWords(recipients: Recipient[]): string {
  const count = (belongs: (one: Recipient) => boolean) => recipients.filter(belongs).length
  const open = (one: Recipient) => one.status !== 'suppressed'
  return [
    `${count((one) => open(one) && one.channel === 'email')} to write to (${count((one) => one.insider)} work there)`,
    `${count((one) => open(one) && one.channel === 'call')} to call`,
    `${count((one) => !open(one))} who asked to be left alone`,
  ].join(', ')
}

const lowerFirst = (text: string) => text[0]!.toLowerCase() + text.slice(1)
