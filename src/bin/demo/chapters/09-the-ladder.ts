import { type CadreClient, createCadreClient, unwrap } from '../../../../openapi/client.ts'
import { addDays } from '../../../infra/time/calendar.ts'
import { coach } from '../office.ts'
import { goTo } from '../test-clock.ts'
import type { Play } from '../play.ts'
import type { Office } from './01-the-practice.ts'

/** Ten weeks, Monday to Sunday; those without conversations are the two that are missed. */
const weeks = [3, 3, 0, 0, 3, 3, 3, 3, 3, 3]
/** He wants no digests: this chapter is about the ladder's mails. */
const client = { name: 'Jonah Reyes', timeZone: 'America/Chicago', digest: 'off' } as const
const people = ['Amara Diallo', 'Henrik Olsen', 'Priya Raman']
/** What the two missed weeks bring about, and nothing else. */
const expected = ['reminder', 'nudge', 'reminder', 'warning_heads_up', 'warning', 'warning_copy']

/** A sandbox whose clock plays ten weeks in seconds: two are missed, the ladder is climbed and come down from. */
export async function climbTheLadder(play: Play, { cadre: own }: Office): Promise<void> {
  const { apiUrl, stage, calendar, addressOf } = play
  stage.chapter('The ladder: ten weeks of another client, by a clock that is moved by hand')
  const founded = await stage.during(`${coach.name} opens a sandbox, where no mail leaves and time is hers`, () =>
    unwrap(own.POST('/v1/practices', { body: { name: 'Try-out', timeZone: client.timeZone, sandbox: true } })),
  )
  const cadre = createCadreClient({ baseUrl: apiUrl, token: founded.accessToken ?? undefined })
  const monday = nextMonday(calendar.day(0))
  const { id, contactIds } = await stage.during(
    `${client.name} promises three conversations a week, from Monday on`,
    () => promise(cadre, { email: addressOf(client.name), startsOn: monday, today: calendar.day(0) }),
  )
  await stage.counting('Ten weeks go by', weeks.length, async (reach) => {
    for (const [index, done] of weeks.entries()) {
      const week = addDays(monday, 7 * index)
      await goTo(cadre, `${addDays(week, 2)}T20:00:00Z`)
      await log(cadre, id, contactIds.slice(0, done), addDays(week, 2))
      await goTo(cadre, `${addDays(week, 9)}T06:00:00Z`)
      reach(index + 1)
    }
  })
  const mails = await showMails(play, cadre, id)
  const { standing, weeks: judged } = await unwrap(cadre.GET('/v1/clients/{id}/standing', { params: { path: { id } } }))
  const missed = judged.filter(({ status }) => status === 'missed').length
  if (mails.join() !== expected.join() || standing !== 'good' || missed !== 2) {
    throw new Error(`The ladder went another way: ${mails.join(', ')}; ${missed} missed weeks, standing ${standing}.`)
  }
  stage.tell(
    `Two of ten weeks were missed, ${mails.length} mails were written, and ${client.name} is in good standing.`,
  )
}

async function promise(
  cadre: CadreClient,
  { email, startsOn, today }: { email: string; startsOn: string; today: string },
) {
  const { id } = await unwrap(cadre.POST('/v1/clients', { body: { ...client, email } }))
  const path = { id }
  const contactIds: string[] = []
  for (const name of people) {
    contactIds.push((await unwrap(cadre.POST('/v1/clients/{id}/contacts', { params: { path }, body: { name } }))).id)
  }
  const body = {
    title: 'Three conversations a week',
    targets: [{ measure: 'interactions', target: 3 }],
    period: 'week',
    startsOn,
  } as const
  const commitment = await unwrap(
    cadre.POST('/v1/clients/{id}/commitments', { params: { path }, body: { ...body, targets: [...body.targets] } }),
  )
  await unwrap(
    cadre.POST('/v1/commitments/{id}/accept', {
      params: { path: { id: commitment.id } },
      body: { agreedOn: today, how: 'At the end of our session.' },
    }),
  )
  return { id, contactIds }
}

async function log(cadre: CadreClient, id: string, contactIds: string[], day: string): Promise<void> {
  for (const [index, contactId] of contactIds.entries()) {
    const body = { type: 'call', occurredAt: `${day}T${15 + index}:00:00.000Z`, contacts: [{ contactId }] } as const
    await unwrap(
      cadre.POST('/v1/clients/{id}/interactions', {
        params: { path: { id } },
        body: { ...body, contacts: [...body.contacts] },
      }),
    )
  }
}

/** Shows every mail in the order in which it came; answers their kinds. */
async function showMails({ stage }: Play, cadre: CadreClient, clientId: string): Promise<string[]> {
  const { data } = await unwrap(cadre.GET('/v1/messages', { params: { query: { clientId, limit: 100 } } }))
  const mails = data.toReversed()
  for (const { id, from, to, subject } of mails) {
    const { text } = await unwrap(cadre.GET('/v1/messages/{id}/content', { params: { path: { id } } }))
    stage.letter({ from: from.name, to: to.name, subject, text })
  }
  return mails.map(({ kind }) => kind).filter((kind) => kind !== 'commitment_proposed')
}

/** The first Monday after a day. */
function nextMonday(day: string): string {
  const weekday = new Date(`${day}T00:00Z`).getUTCDay()
  return addDays(day, (8 - weekday) % 7 || 7)
}
