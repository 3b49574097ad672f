import { type CadreClient, createCadreClient, unwrap } from '../../../../openapi/client.ts'
import { addDays } from '../../../infra/time/calendar.ts'
import { chain } from '../../../modules/sandbox-story/chain.rules.ts'
import { client as maya } from '../../../modules/sandbox-story/job.rules.ts'
import { inWords } from '../days.ts'
import { coach, practice } from '../office.ts'
import type { Play } from '../play.ts'
import { goTo } from '../test-clock.ts'
import { linkIn, openWebPage } from '../web-page.ts'
import type { Office } from './01-the-practice.ts'

const months = 18
/** The first digests come in these days. */
const firstDays = 28
const noted = {
  type: 'call',
  minutes: '25',
  about: 'say yes to the factory tour',
  helped: 'see what the numbers do not show',
  summary: 'How the first weeks went.',
}

/** A sandbox whose clock plays what comes after the landing: a digest, its links, and a year and a half of follow-ups. */
export async function keepInTouch(play: Play, { cadre: own }: Office): Promise<void> {
  const { apiUrl, stage, calendar } = play
  stage.chapter('Keeping in touch: the eighteen months after it, by a clock that is moved by hand')
  const { cadre, clientId } = await stage.during(
    `Another sandbox holds ${maya.name}’s story as far as her notes; they go out, and she makes her calls`,
    async () => {
      const body = { name: 'Afterwards', timeZone: practice.timeZone, sandbox: true } as const
      const { accessToken } = await unwrap(own.POST('/v1/practices', { body }))
      const there = createCadreClient({ baseUrl: apiUrl, token: accessToken ?? undefined })
      return { cadre: there, clientId: await announce(there, calendar.day(0)) }
    },
  )
  const digests = digestsOf(cadre, clientId)
  const [first] = await whoIsDue(cadre, clientId)
  const digest = (await digests()).findLast(({ text }) => text.includes(first!.name))
  if (!digest) throw new Error(`${maya.name} should have had a digest within a month that names who is due.`)
  stage.letter({ from: coach.name, to: maya.name, subject: digest.subject, text: shortened(digest.text) })
  await noteAndTakeBack(play, cadre, {
    contactId: first!.contactId,
    digest: digest.text,
    on: addDays(calendar.day(0), firstDays),
  })
  await unwrap(cadre.POST('/v1/clients/{id}/complete', { params: { path: { id: clientId } } }))
  stage.tell(`${coach.name} and ${maya.name} have finished their work. What follows goes on without it.`)

  let [at, done, opened] = [addDays(calendar.day(0), firstDays), 0, (await digests()).length]
  await stage.counting(`${months} months go by; whoever a digest names, she calls`, months, async (reach) => {
    for (let month = 1; month <= months; month += 1) {
      at = addDays(at, 30)
      await goTo(cadre, `${at}T18:00:00Z`)
      const all = await digests()
      for (const { text } of all.slice(opened)) done += await callEverybody(text)
      opened = all.length
      reach(month)
    }
  })
  await sayHowItWent(play, cadre, { clientId, done, latest: (await digests()).at(-1)! })
}

/** Fills the sandbox, sends the notes, makes the calls, and goes on for four weeks. Answers whose story it is. */
async function announce(cadre: CadreClient, today: string): Promise<string> {
  await unwrap(cadre.PATCH('/v1/me', { body: { digest: 'off' } }))
  const { clients } = await unwrap(cadre.POST('/v1/sandbox/story'))
  const [{ id: clientId, announcementId }, ...others] = clients as [(typeof clients)[0], ...typeof clients]
  for (const { id } of others) {
    await unwrap(cadre.PATCH('/v1/clients/{id}', { params: { path: { id } }, body: { digest: 'off' } }))
  }
  const path = { id: announcementId! }
  const { response } = await cadre.GET('/v1/announcements/{id}', { params: { path } })
  const header = { 'If-Match': response.headers.get('etag')! }
  await unwrap(cadre.POST('/v1/announcements/{id}/approve', { params: { path, header }, body: {} }))
  await goTo(cadre, `${addDays(today, 7)}T18:00:00Z`)
  const query = { kind: 'call', status: 'open', clientId, limit: 100 } as const
  for (const { id } of (await unwrap(cadre.GET('/v1/tasks', { params: { query } }))).data) {
    await unwrap(cadre.POST('/v1/tasks/{id}/done', { params: { path: { id } }, body: { offeredHelp: true } }))
  }
  await goTo(cadre, `${addDays(today, firstDays)}T18:00:00Z`)
  return clientId
}

/** The digests in a client's mailbox there, the oldest first. */
const digestsOf = (cadre: CadreClient, clientId: string) => async () => {
  const query = { kind: 'client_digest', clientId, limit: 100 } as const
  const { data } = await unwrap(cadre.GET('/v1/messages', { params: { query } }))
  return Promise.all(
    data.toReversed().map(async ({ id, subject }) => {
      const { text } = await unwrap(cadre.GET('/v1/messages/{id}/content', { params: { path: { id } } }))
      return { subject, text }
    }),
  )
}

const shortened = (text: string): string => text.replaceAll(/(\/l\/.{6})\S+/g, '$1…')

const whoIsDue = async (cadre: CadreClient, id: string) =>
  (await unwrap(cadre.GET('/v1/clients/{id}/follow-ups', { params: { path: { id } } }))).data

/** One tap notes a conversation, another takes it back, and it is noted again. */
async function noteAndTakeBack(
  { stage }: Play,
  cadre: CadreClient,
  { contactId, digest, on }: { contactId: string; digest: string; on: string },
): Promise<void> {
  const path = { id: contactId }
  const { name } = await unwrap(cadre.GET('/v1/contacts/{id}', { params: { path } }))
  const dayOf = async () => (await unwrap(cadre.GET('/v1/contacts/{id}', { params: { path } }))).nextFollowUpOn
  const link = linkIn(digest.slice(digest.indexOf('Note what was said:', digest.indexOf(name))))
  const before = await dayOf()
  const page = await openWebPage(link)
  if ((await dayOf()) !== before) throw new Error('Looking at a page should change nothing.')
  const done = await page.press('Note it', { ...noted, on })
  stage.tell(
    `She follows “Note what was said” of ${name}: ${noted.minutes} minutes, and what was advised. “${done.text.split(' Undo')[0]}”`,
  )
  const after = await dayOf()
  const undone = await done.press('Undo')
  if (after! <= on || (await dayOf()) !== before) throw new Error(`${name} should be due since ${before} again.`)
  stage.tell(`Was it last week? “Undo” takes it back. “${undone.text}”`)
  await (await openWebPage(link)).press('Note it', { ...noted, on })
  stage.tell(
    `It was today: noted again, and ${name} is to hear from her next on ${inWords((await dayOf())!, { dateStyle: 'long' })}`,
  )
}

/** Follows “I was in touch” of everybody in a digest. Answers how many they were. */
async function callEverybody(digest: string): Promise<number> {
  const links = digest.split('I was in touch:').slice(1).map(linkIn)
  for (const link of links) await (await openWebPage(link)).press('Yes, done', { type: 'call' })
  return links.length
}

async function sayHowItWent(
  { stage }: Play,
  cadre: CadreClient,
  { clientId, done, latest }: { clientId: string; done: number; latest: { text: string } },
): Promise<void> {
  const path = { id: clientId }
  const { data } = await unwrap(cadre.GET('/v1/clients/{id}/contacts', { params: { path, query: { limit: 100 } } }))
  const kept = data.filter(({ dormancy }) => dormancy !== null)
  const dormant = kept.filter(({ dormancy }) => dormancy === 'dormant')
  if (done < kept.length || dormant.length > 0) {
    throw new Error(`${done} follow-ups for ${kept.length} people; dormant: ${dormant.map(({ name }) => name).join()}`)
  }
  stage.tell(`${done} follow-ups later, none of the ${kept.length} people she keeps in touch with has gone dormant`)
  for (const { name, id } of kept.filter(({ name: one }) => chain.includes(one as (typeof chain)[number]))) {
    const { everyDays, nextFollowUpOn } = await unwrap(
      cadre.GET('/v1/contacts/{id}/cadence', { params: { path: { id } } }),
    )
    stage.aside(
      `${name}, through whom the job came: by now every ${everyDays} days, next on ${inWords(nextFollowUpOn!, { dateStyle: 'long' })}`,
    )
  }
  const page = await openWebPage(linkIn(latest.text.slice(latest.text.indexOf('Start searching again'))))
  const begun = await page.press('Start searching', { title: 'Managing director' })
  const first = /Call these people first (.*)/.exec(begun.text)?.[1]
  if (!first?.startsWith(chain[0]!)) throw new Error(`The next search should begin with the chain: ${begun.text}`)
  stage.tell(`Her digest starts the next search, too. Whom to call first? ${first.split('. ').slice(0, 4).join('. ')}.`)
}
