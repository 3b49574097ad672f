import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { addDays, dayOf } from '../../../src/infra/time/calendar.ts'
import type { TestPractice } from '../../support/api.ts'
import { deadlocks } from '../../support/locks.ts'
import { openPost, patience, type Post } from '../../support/post.ts'
import { startWorkerProcess } from '../../support/processes.ts'
import { seededRandom, seeds } from '../../support/random.ts'
import { turnIntoSandbox } from '../../support/sandbox.ts'

/* Weeks that end at the midnights of several zones, judged by workers that are killed and stopped, and by those that are not. */

vi.setConfig({ testTimeout: 300_000 })
const zones = ['Pacific/Auckland', 'Asia/Kathmandu', 'Europe/Berlin', 'America/New_York']
const hourMs = 3_600_000

let post: Post
let over: AbortController
beforeEach(async () => {
  over = new AbortController()
  post = await openPost('PostgreSQL', { environment: { MAIL_LEASE_SECONDS: '2', QUEUE_REPUBLISH_SECONDS: '1' } })
})
afterEach(async () => {
  over.abort()
  await post.stop()
})

it.each(seeds(1))(
  'four weeks of a test clock come to the same, whoever was killed on the way (seed %i)',
  async (seed) => {
    const [calm, troubled] = [await post.api.practice(), await post.api.practice()]
    const live = async (practice: TestPractice) => {
      const sandbox = await turnIntoSandbox(post.api, practice, '2026-03-01T06:00:00Z')
      const clients = await promise(practice, '2026-03-02')
      for (const until of ['2026-03-12T03:00:00Z', '2026-03-20T21:00:00Z', '2026-03-30T13:00:00Z']) {
        expect((await sandbox.advance(until)).statusCode).toBe(202)
        await expect.poll(async () => (await sandbox.clock()).status, patience).toBe('ready')
        await talk(practice, clients, Date.parse(until))
      }
    }
    const steady = await post.startWorkers()
    await live(calm)
    await steady.stop()
    const workers = comeAndGo(seed)
    await live(troubled)
    await workers.stay()
    await expect.poll(() => unfinished(troubled), patience).toBe(0)
    const became = await whatBecame(calm)
    expect(await whatBecame(troubled)).toEqual(became)
    const mails = new Set(became.flatMap(({ what }) => (what.startsWith('mail ') ? what.split(' ')[1] : [])))
    expect([...mails]).toEqual(expect.arrayContaining(['reminder', 'nudge', 'warning', 'suspension_proposed']))
  },
)

it.each(seeds(1))(
  'weeks that nobody had judged come to the same by two agendas that come and go (seed %i)',
  async (seed) => {
    const today = dayOf(new Date(), 'UTC')
    const startsOn = addDays(today, -28 - ((new Date(`${today}T00:00Z`).getUTCDay() + 6) % 7))
    const begin = async (practice: TestPractice) => {
      const clients = await promise(practice, startsOn)
      await talk(practice, clients, Date.parse(`${addDays(startsOn, 7)}T12:00:00Z`))
      return practice
    }
    const [calm, troubled] = [await post.api.practice(), await post.api.practice()]
    await begin(calm)
    const steady = await post.startWorkers()
    await expect.poll(() => unfinished(calm), patience).toBe(0)
    await steady.stop()
    await begin(troubled)
    const workers = comeAndGo(seed)
    await expect.poll(() => unfinished(troubled), patience).toBe(0)
    await workers.stay()
    await expect.poll(() => unfinished(troubled), patience).toBe(0)
    expect(await withoutInstants(troubled)).toEqual(await withoutInstants(calm))
    const sent = post.sink.messages.map(({ messageId }) => messageId)
    expect(new Set(sent).size).toBe(sent.length)
    expect(await deadlocks(post.api.database)).toBe(0)
  },
)

/** A client in each zone with a weekly promise, some of them with a second one of another rhythm; agreed in person. */
async function promise(practice: TestPractice, startsOn: string): Promise<string[]> {
  const make = async (url: string, body: object) => {
    const response = await post.api.call('POST', url, { as: practice.owner, body })
    expect(response.statusCode, response.body).toBeLessThan(202)
    return response.json<{ id: string }>().id
  }
  const ids: string[] = []
  for (const [index, timeZone] of zones.entries()) {
    const id = await make('/v1/clients', {
      name: timeZone,
      email: `client${index}@reader.example`,
      timeZone,
      digest: 'off',
    })
    await make(`/v1/clients/${id}/contacts`, { name: 'Tom Berg' })
    for (const [title, more] of rhythms.slice(0, 1 + (index % 3))) {
      const body = { title, startsOn, targets: [{ measure: 'interactions', target: 2 }], ...more }
      const commitmentId = await make(`/v1/clients/${id}/commitments`, body)
      await make(`/v1/commitments/${commitmentId}/accept`, { agreedOn: addDays(startsOn, -1), how: 'in person' })
    }
    ids.push(id)
  }
  return ids
}

const rhythms: [title: string, more: object][] = [
  ['Two a week', { period: 'week' }],
  ['Two a fortnight, from Sunday', { period: 'fortnight', weekStartsOn: 'sunday' }],
  ['Two a month', { period: 'month' }],
]

/** In the days before an instant some of the clients had talks: the second of them enough, the third too few. */
async function talk({ owner }: TestPractice, clientIds: string[], before: number): Promise<void> {
  for (const [index, clientId] of clientIds.entries()) {
    for (let talks = 0; talks < [0, 2, 1, 3][index]!; talks += 1) {
      const occurredAt = new Date(before - (20 + 30 * talks) * hourMs).toISOString()
      const { data } = (await post.api.call('GET', `/v1/clients/${clientId}/contacts`, { as: owner })).json<{ data: { id: string }[] }>() // prettier-ignore
      const body = { type: 'call', occurredAt, contacts: [{ contactId: data[0]!.id }] }
      const logged = await post.api.call('POST', `/v1/clients/${clientId}/interactions`, { as: owner, body })
      expect(logged.statusCode, logged.body).toBe(201)
    }
  }
}

/** Two workers, each with an agenda: one is killed, one is told to end, again and again. `stay` lets one be. */
function comeAndGo(seed: number): { stay(): Promise<void> } {
  const random = seededRandom(seed)
  const killed = async () => {
    while (!over.signal.aborted) {
      const worker = await startWorkerProcess(post.environment)
      await sleep(800 + random() * 1200)
      await worker.end('SIGKILL')
    }
  }
  const stopped = async () => {
    while (!over.signal.aborted) {
      const worker = await post.startWorkers()
      await sleep(800 + random() * 1200)
      await worker.stop()
    }
  }
  const loops = [killed(), stopped()]
  return {
    async stay() {
      over.abort()
      await Promise.all(loops)
      await post.startWorkers()
    },
  }
}

/** What is due and not done, by the practice's own clock. */
async function unfinished({ practiceId }: TestPractice): Promise<number> {
  const { rows } = await post.api.database.admin.query<{ count: number }>(
    `select (select count(*) from agenda where practice_id = p.id and due_at <= coalesce(t.stands_at, now()))::int
          + (select count(*) from outbox where practice_id = p.id)::int
          + (select count(*) from messages where practice_id = p.id and status in ('queued', 'sending'))::int as count
       from practices p left join test_clocks t on t.practice_id = p.id where p.id = $1`,
    [practiceId],
  )
  return rows[0]!.count
}

interface Traced {
  client: string
  what: string
  /** Instants by the practice's clock. */
  at: string
}

/** The ledger, the steps, where everybody stands, and every mail: of each client, in order. */
async function whatBecame({ practiceId }: TestPractice): Promise<Traced[]> {
  const { rows } = await post.api.database.admin.query<Traced>(
    `select c.name as client, trace.what, trace.at::text from clients c, lateral (
       select concat_ws(' ', 'period', m.title, p.starts_at, p.ends_at, p.status, p.result, p.history) as what, p.judged_at as at
         from periods p join commitments m on m.id = p.commitment_id where p.client_id = c.id
       union all
       select concat_ws(' ', 'step', action, status, outcome, week, cause -> 0 ->> 'endsAt'), coalesce(taken_at, due_at)
         from escalations where client_id = c.id
       union all
       select concat_ws(' ', 'notice', kind, status), coalesce(queued_at, due_at) from escalation_notices where client_id = c.id
       union all
       select concat_ws(' ', 'standing', standing), since from standings where client_id = c.id
       union all
       select concat_ws(' ', 'mail', kind, case when status = 'uncertain' then 'sent' else status end), created_at
         from messages where client_id = c.id) trace
      where c.practice_id = $1 order by 1, 2, 3`,
    [practiceId],
  )
  return rows
}

/** When it is done in real time, only what came of it is the same. */
const withoutInstants = async (practice: TestPractice) =>
  (await whatBecame(practice)).map(({ client, what }) => [client, what])
