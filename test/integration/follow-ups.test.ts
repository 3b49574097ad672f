import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { markFollowUpDone } from '../../src/modules/follow-ups/doing.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { createSandboxWorker, makeSandbox, type Sandbox } from '../support/sandbox.ts'

interface FollowUp {
  contactId: string
  name: string
  status: string
  ratio: number
  whyNow: string
  lastTalk: { on: string; line: string | null } | null
  advice: { about: string }[]
  thingsToRemember: string | null
  helpOffers: { what: string | null }[]
  presentJob: { title: string | null; company: string | null } | null
  opener: { subject: string; text: string } | null
  dormancy: string
}

let api: TestApi
let sandbox: Sandbox
let clientId: string
beforeAll(async () => {
  api = await startTestApi()
  sandbox = await makeSandbox(api, { standsAt: '2026-03-02T09:00:00Z' })
  const client = { name: 'Maya Lindqvist', email: 'maya@example.test', timeZone: 'America/New_York' }
  clientId = (await post<{ id: string }>('/v1/clients', client)).id
})
afterAll(() => api.stop())

async function post<T>(url: string, body: unknown): Promise<T> {
  const response = await api.call('POST', url, { as: sandbox.practice.owner, body })
  expect(response.statusCode, response.body).toBeLessThan(300)
  return response.json<T>()
}
const know = async (name: string, more: object) =>
  (await post<{ id: string }>(`/v1/clients/${clientId}/contacts`, { name, ...more })).id
const list = async (query = '') =>
  (await api.call('GET', `/v1/clients/${clientId}/follow-ups${query}`, { as: sandbox.practice.owner })).json<{
    data: FollowUp[]
    nextCursor: string | null
  }>()
async function goTo(instant: string): Promise<void> {
  await sandbox.advance(instant)
  await createSandboxWorker(api)(sandbox)
}

describe('200', () => {
  it('lists who is overdue by their own rhythm, then who is due by tier, from noon where the client is', async () => {
    const ana = await know('Ana Berg', { tier: 'inner', title: 'Head of Grid', company: 'Fjord Energy', thingsToRemember: 'Daughter starts college.' }) // prettier-ignore
    await know('Bo Lind', { tier: 'active' })
    await know('Cy Roth', { tier: 'inner', nextFollowUpOn: '2026-05-31' })
    await know('Di Moe', { tier: 'extended', nextFollowUpOn: '2026-05-31' })
    const advice = { about: 'lead with turnaround results', helped: 'be more focused' }
    await post(`/v1/clients/${clientId}/interactions`, {
      type: 'call',
      occurredAt: '2026-03-02T02:30:00Z',
      summary: 'How she came to the turbine business.\nAnd more.',
      contacts: [{ contactId: ana, advice }],
    })
    await post(`/v1/clients/${clientId}/help-offers`, { contactId: ana, what: 'read her proposal' })

    expect((await list()).data).toEqual([])
    // The call was on 1 March in New York, where clocks have changed meanwhile: noon is 16:00 in UTC.
    await goTo('2026-03-31T15:59:59Z')
    expect((await list()).data).toEqual([])
    await goTo('2026-03-31T16:00:00Z')
    const [due] = (await list()).data
    expect(due).toMatchObject({
      contactId: ana,
      status: 'due',
      ratio: 1,
      dormancy: 'active',
      whyNow: expect.stringMatching(/call .*on Sunday, March 1|on Sunday, March 1, one month ago/),
      lastTalk: { on: '2026-03-01', line: 'How she came to the turbine business.' },
      advice: [{ about: 'lead with turnaround results', helped: 'be more focused', on: '2026-03-01' }],
      thingsToRemember: 'Daughter starts college.',
      helpOffers: [{ what: 'read her proposal' }],
      presentJob: { title: 'Head of Grid', company: 'Fjord Energy' },
    })
    expect(due!.opener!.text).toMatch(/^Hello Ana,\n\n.*lead with turnaround results.*be more focused/s)
    expect(due!.opener!.text).toMatch(/Fjord Energy.*\n\nMaya$/s)

    await goTo('2026-05-31T16:00:00Z')
    expect((await list()).data.map(({ name, status }) => [name, status])).toEqual([
      ['Ana Berg', 'overdue'],
      ['Cy Roth', 'due'],
      ['Bo Lind', 'due'],
      ['Di Moe', 'due'],
    ])
    expect((await list()).data.map(({ whyNow }) => whyNow).slice(1, 3)).toEqual([
      'You chose Sunday, May 31 for this.',
      'You have not talked since you added them on Monday, March 2.',
    ])
    const paged = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Awaited<ReturnType<typeof list>> = await list(
        `?limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      )
      paged.push(...page.data.map(({ name }) => name))
      cursor = page.nextCursor
    }
    expect(paged).toEqual(['Ana Berg', 'Cy Roth', 'Bo Lind', 'Di Moe'])
  })

  it('looks ahead to a day', async () => {
    const erik = await know('Erik Dahl', { tier: 'inner' })
    const ahead = (await list('?dueBefore=2026-07-01')).data.find(({ contactId }) => contactId === erik)
    expect(ahead).toMatchObject({ status: 'upcoming' })
    expect((await list('?dueBefore=2026-06-30')).data.some(({ contactId }) => contactId === erik)).toBe(false)
  })
})

describe('done', () => {
  it('logs that they were in touch, which is off the list then', async () => {
    const [first] = (await list()).data
    const done = await enterAsSystem(api.container.db, sandbox.practice.practiceId, (trx) =>
      markFollowUpDone(trx, first!.contactId),
    )
    expect(done).toMatchObject({ type: 'message', direction: 'outbound', contacts: [{ contactId: first!.contactId }] })
    expect((await list()).data.map(({ contactId }) => contactId)).not.toContain(first!.contactId)
    expect((await api.call('DELETE', `/v1/interactions/${done!.id}`, { as: sandbox.practice.owner })).statusCode).toBe(
      204,
    )
    expect((await list()).data[0]).toMatchObject({ contactId: first!.contactId })
  })
})

describe('404', () => {
  it('for a client who is not there', async () => {
    const url = `/v1/clients/${sandbox.practice.practiceId}/follow-ups`
    expect((await api.call('GET', url, { as: sandbox.practice.owner })).statusCode).toBe(404)
  })
})
