import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { names, thoseWho } from '../../src/modules/sandbox-story/people.rules.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { makeSandbox, type Sandbox } from '../support/sandbox.ts'

/* A sandbox is filled in one call with clients who have lived up to its present. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const monday = '2026-03-02T09:00:00.000Z'

const fill = (as: string, headers: Record<string, string> = {}) =>
  api.call('POST', '/v1/sandbox/story', { as, headers })

const read = async <T>({ practice }: Sandbox, url: string): Promise<T> => {
  const response = await api.call('GET', url, { as: practice.owner })
  expect(response.statusCode, `${url} ${response.body}`).toBe(200)
  return response.json()
}

interface Filled {
  clients: {
    id: string
    name: string
    contacts: number
    interactions: number
    searchId: string | null
    opportunityIds: string[]
    landingId: string | null
    announcementId: string | null
  }[]
}

interface Page<T> {
  data: T[]
}

interface Recipient {
  contactName: string
  status: string
  channel: string
  insider: boolean
  onChain: boolean
}

describe('what is made', () => {
  let here: Sandbox
  let answer: Awaited<ReturnType<typeof fill>>
  let maya: Filled['clients'][number]
  let theo: Filled['clients'][number]
  let grace: Filled['clients'][number]
  beforeAll(async () => {
    here = await makeSandbox(api, { standsAt: monday })
    answer = await fill(here.practice.owner)
    ;[maya, theo, grace] = answer.json<Filled>().clients as [typeof maya, typeof theo, typeof grace]
  })

  it('is where the answer says', () => {
    expect([answer.statusCode, answer.headers.location], answer.body).toEqual([201, '/v1/clients'])
  })

  it('are clients in different places of their stories', async () => {
    const { data } = await read<Page<object>>(here, '/v1/clients')
    expect(data).toMatchObject([
      { id: grace.id, name: 'Grace Whitlock', status: 'paused' },
      { id: maya.id, name: 'Maya Sandoval', status: 'active', coachId: here.practice.ownerId },
      { id: theo.id, name: 'Theo Marchetti', status: 'active' },
    ])
    expect(await read(here, `/v1/searches/${maya.searchId}`)).toMatchObject({ status: 'landed' })
    expect(await read(here, `/v1/searches/${theo.searchId}`)).toMatchObject({ status: 'active' })
    expect(grace).toMatchObject({ contacts: 0, interactions: 0, searchId: null, announcementId: null })
  })

  it('are their people and conversations, as many as it says', async () => {
    for (const { id, contacts, interactions } of [maya, theo]) {
      expect((await read<Page<object>>(here, `/v1/clients/${id}/contacts?limit=100`)).data).toHaveLength(contacts)
      const talks = await read<Page<{ occurredAt: string }>>(here, `/v1/clients/${id}/interactions?limit=100`)
      expect(talks.data).toHaveLength(interactions)
      expect(talks.data.every(({ occurredAt }) => occurredAt < monday)).toBe(true)
    }
  })

  it('is how the job was found', async () => {
    expect(await read(here, `/v1/searches/${maya.searchId}/story`)).toMatchObject({
      hops: [{ name: 'Henrik Olsen' }, { name: 'Priya Raman' }, { name: 'Walter Okafor' }],
      effort: { calls: 3, emails: 4, meetings: 1, minutes: 90 },
    })
    expect(await read(here, `/v1/opportunities/${maya.opportunityIds[0]}`)).toMatchObject({ status: 'accepted' })
  })

  it('is the draft of an announcement for everybody who was part of it', async () => {
    const url = `/v1/announcements/${maya.announcementId}`
    expect(await read(here, url)).toMatchObject({ status: 'draft', clientId: maya.id, landingId: maya.landingId })
    const { data } = await read<Page<Recipient>>(here, `${url}/recipients?limit=100`)
    const those = (belongs: (one: Recipient) => boolean) =>
      data
        .filter(belongs)
        .map(({ contactName }) => contactName)
        .toSorted()
    expect(those(() => true)).toEqual(names.filter((name) => !thoseWho('added', 'not_told').includes(name)).toSorted())
    expect(those(({ status }) => status === 'suppressed')).toEqual(thoseWho('left_alone'))
    expect(those(({ insider }) => insider)).toEqual(thoseWho('insider_note').toSorted())
    expect(those(({ channel }) => channel === 'call')).toEqual(thoseWho('call').toSorted())
    expect(data.filter(({ status }) => status !== 'ready' && status !== 'suppressed')).toEqual([])
  })

  it('is an interview that lies ahead, and people to be in touch with', async () => {
    const interviews = await read<Page<{ occurredAt: string }>>(
      here,
      `/v1/opportunities/${theo.opportunityIds[0]}/interviews`,
    )
    expect(interviews.data.map(({ occurredAt }) => occurredAt > monday)).toEqual([false, true])
    const due = await read<Page<{ name: string }>>(here, `/v1/clients/${theo.id}/contacts?dueBefore=2026-03-03`)
    expect(due.data.map(({ name }) => name)).toEqual(['Ines Carvalho'])
  })

  it('is mailed to nobody', async () => {
    expect(await read(here, '/v1/messages')).toEqual({ data: [], nextCursor: null })
  })

  it('is nothing to another sandbox', async () => {
    const { practice } = await makeSandbox(api, { standsAt: monday })
    const ask = async (url: string) => (await api.call('GET', url, { as: practice.owner })).json<object>()
    expect(await ask('/v1/clients')).toMatchObject({ data: [] })
    expect(await ask(`/v1/clients/${maya.id}`)).toMatchObject({ status: 404 })
    expect((await fill(practice.owner)).statusCode).toBe(201)
    expect((await read<Page<object>>(here, '/v1/clients')).data).toHaveLength(3)
  })

  it('stays when it is asked for again', async () => {
    const again = await fill(here.practice.owner)
    expect([again.statusCode, again.json()]).toMatchObject([409, { code: 'practice_has_clients' }])
    expect((await read<Page<object>>(here, '/v1/clients')).data).toHaveLength(3)
  })
})

it.each([
  '2026-01-01T00:00:00.000Z',
  '2028-02-29T23:59:59.000Z',
  '2026-03-29T01:30:00.000Z',
  '2027-07-31T12:00:00.000Z',
])('is told on any day: %s', async (standsAt) => {
  const here = await makeSandbox(api, { standsAt })
  const answer = await fill(here.practice.owner)
  expect(answer.statusCode, answer.body).toBe(201)
})

it('is made once by two who ask at the same time', async () => {
  const { practice } = await makeSandbox(api, { standsAt: monday })
  const answers = await Promise.all([fill(practice.owner), fill(practice.owner)])
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 409])
})

it('is made once by who asks twice with the same key, and answered the same', async () => {
  const { practice } = await makeSandbox(api, { standsAt: monday })
  const [first, second] = [
    await fill(practice.owner, { 'idempotency-key': 'once' }),
    await fill(practice.owner, { 'idempotency-key': 'once' }),
  ]
  expect([second.statusCode, second.headers['idempotency-replayed']]).toEqual([201, 'true'])
  expect(second.body).toBe(first.body)
})

it('is refused where time is real, and where there is a client', async () => {
  const live = await api.practice()
  const refused = await fill(live.owner)
  expect([refused.statusCode, refused.json()]).toMatchObject([409, { code: 'practice_is_live' }])
  expect((await api.call('GET', '/v1/clients', { as: live.owner })).json()).toMatchObject({ data: [] })

  const { practice } = await makeSandbox(api, { standsAt: monday })
  const body = { name: 'Ada', email: 'ada@example.test', timeZone: 'UTC' }
  expect((await api.call('POST', '/v1/clients', { as: practice.owner, body })).statusCode).toBe(201)
  expect((await fill(practice.owner)).statusCode).toBe(409)
})

it('is refused while the clock advances', async () => {
  const here = await makeSandbox(api, { standsAt: monday })
  expect((await here.advance('2026-03-03T09:00:00.000Z')).statusCode).toBe(202)
  expect((await fill(here.practice.owner)).json()).toMatchObject({ status: 409, code: 'clock_is_advancing' })
})
