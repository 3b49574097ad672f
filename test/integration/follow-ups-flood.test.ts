import { afterAll, beforeAll, expect, it } from 'vitest'
import { addDays } from '../../src/infra/time/calendar.ts'
import { importerOf } from '../support/address-books.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { createSandboxWorker, makeSandbox } from '../support/sandbox.ts'

/*
 * Five hundred people at once, imported or told of a landing, and a client who calls whoever is due each Sunday evening:
 * at no time are they asked for more than their five a week, and they are asked every week. The clock stands on a Monday.
 */

const cap = 5
const monday = '2026-01-05'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

async function startBusy({ people = 500 } = {}) {
  const sandbox = await makeSandbox(api, { standsAt: `${monday}T09:00:00Z` })
  const as = sandbox.practice.owner
  const call = async <T>(method: string, url: string, body?: unknown, headers = {}): Promise<T> => {
    const response = await api.call(method, url, { as, body, headers })
    expect(response.statusCode, `${method} ${url} ${response.body}`).toBeLessThan(300)
    return response.json<T>()
  }
  const { id: clientId } = await call<{ id: string }>('POST', '/v1/clients', {
    name: 'Maya Sandoval',
    email: 'maya@example.test',
    timeZone: 'Europe/Berlin',
    digest: 'off',
    consents: { coachApprovesForMe: { givenOn: '2025-12-01', how: 'in our session' } },
  })
  await call('PUT', `/v1/clients/${clientId}/cadence-policy`, { everybody: { stepsDays: [30, 90, 180] } })
  const run = createSandboxWorker(api)
  const goTo = async (at: string) => {
    expect((await sandbox.advance(at)).statusCode).toBe(202)
    await run(sandbox)
  }
  const importer = importerOf(api, { practiceId: sandbox.practice.practiceId, token: as, clientId })
  const rows = Array.from({ length: people }, (_, n) => `Person ${n},person${n}@people.example`)
  if (people > 0) {
    const imported = await importer.bringIn(`Name,Email\n${rows.join('\n')}\n`)
    expect(imported).toMatchObject({ outcomes: { create: people } })
  }
  return { sandbox, clientId, call, goTo }
}
type Busy = Awaited<ReturnType<typeof startBusy>>

/** How many follow-ups each week of the plan has, from the first that has any. */
async function plannedByWeek({ clientId }: Busy): Promise<number[]> {
  const { rows } = await api.database.admin.query<{ count: number }>(
    `select count(*)::int from contacts where client_id = $1 and next_follow_up_on is not null
      group by date_trunc('week', next_follow_up_on) order by date_trunc('week', next_follow_up_on)`,
    [clientId],
  )
  return rows.map(({ count }) => count)
}

/** Lives on week by week, calling whoever is due on Sunday evening. Returns how many were due, and planned at most. */
async function liveOn(busy: Busy, { from, weeks }: { from: string; weeks: number }): Promise<number[]> {
  const due: number[] = []
  for (let week = 0; week < weeks; week += 1) {
    const sunday = addDays(from, 7 * week + 6)
    await busy.goTo(`${sunday}T20:00:00Z`)
    const { data } = await busy.call<{ data: { contactId: string }[] }>(
      'GET',
      `/v1/clients/${busy.clientId}/follow-ups?limit=100`,
    )
    due.push(data.length)
    if (data.length === 0) continue
    await busy.call('POST', `/v1/clients/${busy.clientId}/interactions/batch`, {
      interactions: data.map(({ contactId }) => ({
        type: 'call',
        occurredAt: `${sunday}T19:00:00Z`,
        contacts: [{ contactId }],
      })),
    })
    expect(Math.max(...(await plannedByWeek(busy))), `after ${sunday}`).toBeLessThanOrEqual(cap)
  }
  return due
}

it('an import of five hundred floods nobody', { timeout: 300_000 }, async () => {
  const busy = await startBusy()
  await busy.goTo(`${monday}T10:00:00Z`)
  expect(await plannedByWeek(busy)).toEqual(Array.from({ length: 100 }, () => cap))
  // Nobody is due for a month; then five a week, however long it takes.
  const due = await liveOn(busy, { from: monday, weeks: 20 })
  expect(due).toEqual([0, 0, 0, 0, ...Array.from({ length: 16 }, () => cap)])
})

it('a landing that is announced to five hundred floods nobody', { timeout: 300_000 }, async () => {
  const busy = await startBusy()
  const { clientId, call, goTo, sandbox } = busy
  const { rows: people } = await api.database.admin.query<{ id: string }>(
    'select id from contacts where client_id = $1 order by id',
    [clientId],
  )
  const search = await call<{ id: string }>('POST', `/v1/clients/${clientId}/searches`, { startedOn: '2025-10-01' })
  for (let n = 0; n < people.length; n += 50) {
    await call('POST', `/v1/clients/${clientId}/interactions`, {
      type: 'event',
      occurredAt: '2025-11-20T12:00:00Z',
      contacts: people.slice(n, n + 50).map(({ id }) => ({ contactId: id })),
    })
  }
  const { announcement } = await call<{ announcement: { id: string } }>('POST', `/v1/searches/${search.id}/landing`, {
    position: 'Head of Operations',
    company: 'Helio Works',
    companyDescription: 'makes small wind turbines',
    startsOn: '2026-02-02',
    landedOn: monday,
  })
  const url = `/v1/announcements/${announcement.id}`
  const { headers } = await api.call('GET', url, { as: sandbox.practice.owner })
  await call('POST', `${url}/approve`, {}, { 'if-match': headers['etag'] })
  await goTo('2026-01-09T09:00:00Z')
  expect(await call('GET', `${url}/coverage`)).toMatchObject({ total: 500, told: 500 })
  expect(Math.max(...(await plannedByWeek(busy)))).toBe(cap)
  const due = await liveOn(busy, { from: monday, weeks: 20 })
  expect(Math.max(...due)).toBe(cap)
  expect(due.slice(-14)).toEqual(Array.from({ length: 14 }, () => cap))
})

it('another cadence for a tier plans its five thousand anew, in one job however often it was changed', async () => {
  const busy = await startBusy({ people: 0 })
  const { clientId, call, goTo, sandbox } = busy
  const { admin } = api.database
  await admin.query(
    `insert into contacts (practice_id, client_id, name, name_key, tier, created_at, updated_at)
     select $1, $2, 'Person ' || n, 'person ' || n, case when n > 5000 then 'inner' else 'active' end, $3, $3
       from generate_series(1, 5010) n`,
    [sandbox.practice.practiceId, clientId, `${monday}T09:00:00Z`],
  )
  const policy = (days: number) =>
    call('PUT', `/v1/clients/${clientId}/cadence-policy`, {
      maxFollowUpsPerWeek: 100,
      everybody: { stepsDays: [30] },
      tiers: { active: { stepsDays: [days] } },
    })
  const jobs = async () => {
    const { rows } = await admin.query<{ n: number }>(
      `select count(*)::int as n from outbox where practice_id = $1 and job = 'cadences.plan'`,
      [sandbox.practice.practiceId],
    )
    return rows[0]!.n
  }
  const tiers = async () => {
    const { rows } = await admin.query<{ tier: string; days: number; people: number; first: string; last: string }>(
      `select tier, follow_up_every_days as days, count(*)::int as people, min(next_follow_up_on)::text as first,
              max(next_follow_up_on)::text as last
         from contacts where client_id = $1 group by 1, 2 order by 1, 2`,
      [clientId],
    )
    return rows
  }
  await policy(60)
  await goTo(`${monday}T10:00:00Z`)
  // Sixty days after Monday, January 5, is Friday, March 6. A hundred a week from its week on: fifty weeks.
  expect(await tiers()).toEqual([
    { tier: 'active', days: 60, people: 5000, first: '2026-03-06', last: '2027-02-12' },
    { tier: 'inner', days: 30, people: 10, first: '2026-02-04', last: '2026-02-04' },
  ])
  for (const days of [20, 10, 90]) await policy(days)
  expect(await jobs()).toBe(3)
  await goTo(`${monday}T11:00:00Z`)
  expect(await jobs()).toBe(0)
  // Ninety days after it is Sunday, April 5.
  expect(await tiers()).toEqual([
    { tier: 'active', days: 90, people: 5000, first: '2026-04-05', last: '2027-03-12' },
    { tier: 'inner', days: 30, people: 10, first: '2026-02-04', last: '2026-02-04' },
  ])
  const { rows } = await admin.query(
    `select distinct xmin::text from contacts where client_id = $1 and tier = 'active'`,
    [clientId],
  )
  expect(rows, 'one transaction wrote them all').toHaveLength(1)
})
