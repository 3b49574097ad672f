import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { workOffPlans } from '../support/follow-ups.ts'
import { pointersOf } from '../support/network.ts'
import { createSandboxWorker, makeSandbox, type Sandbox } from '../support/sandbox.ts'

/* A sandbox whose clock stands on a Monday, so that every day is known. */
const monday = '2026-03-02'

interface Cadence {
  status: string
  stepsDays: number[]
  appliesBecause: { level: string; saidBy: string; tag: string | null }
  since: string
  step: number
  everyDays: number
  idealOn: string
  latestOn: string
  snoozedUntil: string | null
  nextFollowUpOn: string | null
  dueAt: string | null
  dormancy: string
}

let api: TestApi
let sandbox: Sandbox
let clients = 0
beforeAll(async () => {
  api = await startTestApi()
  sandbox = await makeSandbox(api, { standsAt: `${monday}T09:00:00Z` })
})
afterAll(() => api.stop())

const call = (method: string, url: string, body?: unknown, headers = {}) =>
  api.call(method, url, { as: sandbox.practice.owner, body, headers })
async function ok<T>(method: string, url: string, body?: unknown): Promise<T> {
  const response = await call(method, url, body)
  expect(response.statusCode, `${method} ${url} ${response.body}`).toBeLessThan(300)
  return response.json<T>()
}
const cadenceOf = (id: string) => ok<Cadence>('GET', `/v1/contacts/${id}/cadence`)
const plan = () => workOffPlans(api, sandbox.practice.practiceId)

async function newClient(timeZone = 'Europe/Berlin') {
  clients += 1
  const { id } = await ok<{ id: string }>('POST', '/v1/clients', {
    name: 'Maya',
    email: `maya${clients}@example.test`,
    timeZone,
  })
  const know = async (name: string, more: object = {}) =>
    (await ok<{ id: string }>('POST', `/v1/clients/${id}/contacts`, { name, ...more })).id
  const talk = async (contactId: string, occurredAt: string, type = 'call') =>
    (
      await ok<{ id: string }>('POST', `/v1/clients/${id}/interactions`, {
        type,
        occurredAt,
        contacts: [{ contactId }],
      })
    ).id
  return { id, know, talk }
}

describe('200', () => {
  it('a contact has a cadence by tier from the day they are known', async () => {
    const { know } = await newClient()
    const found = []
    for (const tier of ['inner', 'active', 'extended']) found.push(await cadenceOf(await know(tier, { tier })))
    expect(found.map(({ nextFollowUpOn }) => nextFollowUpOn)).toEqual(['2026-04-01', '2026-05-31', '2026-08-29'])
    expect(found[0]).toMatchObject({
      status: 'active',
      stepsDays: [30, 90, 180, 365],
      appliesBecause: { level: 'practice', saidBy: 'built_in', tag: null },
      since: monday,
      step: 0,
      everyDays: 30,
      latestOn: '2026-04-08',
      dormancy: 'active',
      // Summer time has begun on 29 March.
      dueAt: '2026-04-01T10:00:00.000Z',
    })
  })

  it('a conversation resets it, its correction and its end take that back', async () => {
    const { know, talk } = await newClient()
    const id = await know('Ana', { tier: 'inner' })
    const interaction = await talk(id, '2026-02-20T23:30:00Z')
    // Half past midnight in Berlin.
    expect(await cadenceOf(id)).toMatchObject({ since: '2026-02-21', nextFollowUpOn: '2026-03-23' })
    await ok('PATCH', `/v1/interactions/${interaction}`, { occurredAt: '2026-02-25T12:00:00Z' })
    expect(await cadenceOf(id)).toMatchObject({ since: '2026-02-25', nextFollowUpOn: '2026-03-27' })
    expect((await call('DELETE', `/v1/interactions/${interaction}`)).statusCode).toBe(204)
    expect(await cadenceOf(id)).toMatchObject({ since: monday, nextFollowUpOn: '2026-04-01' })
  })

  it('only types that the policy names reset it', async () => {
    const { id: clientId, know, talk } = await newClient()
    await ok('PUT', `/v1/clients/${clientId}/cadence-policy`, { resetBy: ['meeting'] })
    const id = await know('Ana', { tier: 'inner' })
    await talk(id, '2026-02-25T12:00:00Z', 'email')
    expect((await cadenceOf(id)).since).toBe(monday)
    await talk(id, '2026-02-26T12:00:00Z', 'meeting')
    expect((await cadenceOf(id)).since).toBe('2026-02-26')
  })

  it('the most specific that is said holds, and the answer says which', async () => {
    const { id: clientId, know } = await newClient()
    const id = await know('Ana', { tier: 'active', tags: ['Mentor'] })
    const levels: unknown[] = []
    const look = async () => {
      await plan()
      const { stepsDays, appliesBecause, nextFollowUpOn } = await cadenceOf(id)
      levels.push([appliesBecause.level, appliesBecause.saidBy, stepsDays[0], nextFollowUpOn])
    }
    const policy = `/v1/clients/${clientId}/cadence-policy`
    const rule = (days: number) => ({ stepsDays: [days] })
    await ok('PUT', '/v1/cadence-policy', { everybody: rule(50) })
    await look()
    await ok('PUT', policy, { everybody: rule(40) })
    await look()
    await ok('PUT', policy, { everybody: rule(40), tiers: { active: rule(30) } })
    await look()
    await ok('PUT', policy, { tiers: { active: rule(30) }, tags: [{ tag: 'mentor', ...rule(20) }] })
    await look()
    await ok('PUT', `/v1/contacts/${id}/cadence`, rule(10))
    await look()
    await ok('DELETE', `/v1/contacts/${id}/cadence`)
    await look()
    await ok('PUT', '/v1/cadence-policy', {})
    await plan()
    expect(levels).toEqual([
      ['practice', 'practice', 50, '2026-04-21'],
      ['client', 'client', 40, '2026-04-11'],
      ['tier', 'client', 30, '2026-04-01'],
      ['tag', 'client', 20, '2026-03-22'],
      ['contact', 'contact', 10, '2026-03-12'],
      ['tag', 'client', 20, '2026-03-22'],
    ])
  })

  it('another tier, another tag and a wish to be left alone change it at once', async () => {
    const { id: clientId, know } = await newClient()
    await ok('PUT', `/v1/clients/${clientId}/cadence-policy`, { tags: [{ tag: 'family', status: 'off' }] })
    const id = await know('Ana')
    const next = async (changes: object) =>
      (await ok<{ nextFollowUpOn: string | null }>('PATCH', `/v1/contacts/${id}`, changes)).nextFollowUpOn
    expect(await next({ tier: 'inner' })).toBe('2026-04-01')
    expect(await next({ tags: ['Family'] })).toBe(null)
    expect(await next({ tags: [] })).toBe('2026-04-01')
    expect(await next({ doNotContact: true })).toBe(null)
    expect(await cadenceOf(id)).toMatchObject({ status: 'off', dormancy: null })
    expect(await next({ doNotContact: false, nextFollowUpOn: '2026-06-15' })).toBe('2026-06-15')
    expect(await next({ nextFollowUpOn: null })).toBe('2026-04-01')
  })

  it('may be paused, put off, and off', async () => {
    const { know, talk } = await newClient()
    const id = await know('Ana', { tier: 'inner' })
    const set = (body: object) => ok<Cadence>('PUT', `/v1/contacts/${id}/cadence`, body)
    expect(await set({ status: 'paused' })).toMatchObject({ stepsDays: [30, 90, 180, 365], nextFollowUpOn: null })
    expect(await set({ status: 'off' })).toMatchObject({ since: null, nextFollowUpOn: null, dueAt: null })
    expect(await ok<Cadence>('DELETE', `/v1/contacts/${id}/cadence`)).toMatchObject({ nextFollowUpOn: '2026-04-01' })
    const snoozed = await ok<Cadence>('POST', `/v1/contacts/${id}/snooze`, { until: '2026-05-20' })
    expect(snoozed).toMatchObject({ snoozedUntil: '2026-05-20', nextFollowUpOn: '2026-05-20' })
    await talk(id, '2026-03-02T08:00:00Z')
    expect(await cadenceOf(id)).toMatchObject({ snoozedUntil: '2026-05-20' })
  })

  it('a snooze ends with the next conversation', async () => {
    const own = await makeSandbox(api, { standsAt: `${monday}T09:00:00Z` })
    const as = own.practice.owner
    const post = async (url: string, body: unknown) =>
      (await api.call('POST', url, { as, body })).json<{ id: string } & Cadence>()
    const { id: clientId } = await post('/v1/clients', { name: 'Bo', email: 'bo@example.test', timeZone: 'UTC' })
    const { id } = await post(`/v1/clients/${clientId}/contacts`, { name: 'Ana', tier: 'inner' })
    await post(`/v1/contacts/${id}/snooze`, { until: '2026-05-20' })
    await own.advance('2026-03-20T12:00:00Z')
    await createSandboxWorker(api)(own)
    const contacts = [{ contactId: id }]
    const { id: said } = await post(`/v1/clients/${clientId}/interactions`, { type: 'call', occurredAt: '2026-03-20T10:00:00Z', contacts }) // prettier-ignore
    const read = async () => (await api.call('GET', `/v1/contacts/${id}/cadence`, { as })).json<Cadence>()
    // More than half of the 30 days had passed: the step stretches.
    expect(await read()).toMatchObject({ snoozedUntil: null, step: 1, nextFollowUpOn: '2026-06-18' })
    await api.call('DELETE', `/v1/interactions/${said}`, { as })
    expect(await read()).toMatchObject({ snoozedUntil: '2026-05-20', nextFollowUpOn: '2026-05-20' })
  })
})

describe('the cap', () => {
  it('wins: whoever finds a week full comes later', async () => {
    const { id: clientId, know } = await newClient()
    await ok('PUT', `/v1/clients/${clientId}/cadence-policy`, { maxFollowUpsPerWeek: 2 })
    const days = []
    for (let n = 0; n < 5; n += 1)
      days.push((await cadenceOf(await know(`Ana ${n}`, { tier: 'inner' }))).nextFollowUpOn)
    expect(days).toEqual(['2026-04-01', '2026-04-01', '2026-04-06', '2026-04-07', '2026-04-13'])
  })

  it('spreads 5,000 contacts in one job, and again when a policy changes', async () => {
    await plan()
    const { id: clientId } = await newClient()
    const { admin } = api.database
    const { practiceId } = sandbox.practice
    await admin.query(
      `insert into contacts (practice_id, client_id, name, name_key, tier, created_at, updated_at)
       select $1, $2, 'Person ' || n, 'person ' || n, (array['inner', 'active', 'extended'])[1 + n % 3], $3, $3
         from generate_series(1, 5000) n`,
      [practiceId, clientId, `${monday}T09:00:00Z`],
    )
    const busiest = async () => {
      const { rows } = await admin.query<{ people: number; most: number; weeks: number }>(
        `select sum(count)::int as people, max(count)::int as most, count(*)::int as weeks
           from (select count(*) from contacts where client_id = $1 and next_follow_up_on is not null
                  group by date_trunc('week', next_follow_up_on)) w`,
        [clientId],
      )
      return rows[0]
    }
    const jobs = async () => {
      const text = `select count(*)::int as n from outbox where practice_id = $1 and job = 'cadences.plan'`
      return (await admin.query<{ n: number }>(text, [practiceId])).rows[0]!.n
    }
    await ok('PUT', `/v1/clients/${clientId}/cadence-policy`, { maxFollowUpsPerWeek: 25 })
    expect(await jobs()).toBe(1)
    await plan()
    expect(await busiest()).toEqual({ people: 5000, most: 25, weeks: 200 })
    await ok('PUT', `/v1/clients/${clientId}/cadence-policy`, {
      maxFollowUpsPerWeek: 100,
      tiers: { extended: { stepsDays: [14] }, inner: { status: 'off' } },
    })
    await plan()
    expect(await busiest()).toMatchObject({ people: 3334, most: 100 })
    expect(await jobs()).toBe(0)
  })
})

describe('422', () => {
  it.each([
    ['/until', 'a past day', '2026-03-01'],
    ['/until', 'today', monday],
    ['/until', 'the far future', '2032-01-01'],
  ])('%s for %s', async (pointer, _, until) => {
    const { know } = await newClient()
    const refused = await call('POST', `/v1/contacts/${await know('Ana')}/snooze`, { until })
    expect(refused.statusCode, refused.body).toBe(422)
    expect(pointersOf(refused)).toEqual([pointer])
  })

  it.each([
    ['/maxFollowUpsPerWeek', { maxFollowUpsPerWeek: 0 }],
    ['/resetBy', { resetBy: [] }],
    ['/everybody', { everybody: { status: 'active' } }],
    ['/tiers/inner/stepsDays', { tiers: { inner: { stepsDays: [] } } }],
    ['/tiers/inner/stepsDays/0', { tiers: { inner: { stepsDays: [0] } } }],
    [
      '/tags',
      {
        tags: [
          { tag: 'Board', status: 'off' },
          { tag: 'board', status: 'paused' },
        ],
      },
    ],
  ])('for a policy with %s', async (pointer, body) => {
    const refused = await call('PUT', '/v1/cadence-policy', body)
    expect(refused.statusCode, refused.body).toBe(422)
    expect(pointersOf(refused)).toEqual([pointer])
  })
})

describe('412', () => {
  it('for a cadence or a policy that was changed meanwhile', async () => {
    const { id: clientId, know } = await newClient()
    for (const url of [
      `/v1/contacts/${await know('Ana')}/cadence`,
      `/v1/clients/${clientId}/cadence-policy`,
      '/v1/cadence-policy',
    ]) {
      const body = url.endsWith('cadence') ? { stepsDays: [10] } : {}
      const { etag } = (await call('GET', url)).headers
      expect((await call('PUT', url, body, { 'if-match': '"other"' })).statusCode).toBe(412)
      expect((await call('PUT', url, body, { 'if-match': etag as string })).statusCode).toBe(200)
    }
    await plan()
  })
})
