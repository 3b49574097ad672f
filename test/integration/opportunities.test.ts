import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Network, pointersOf, startNetwork } from '../support/network.ts'

let api: TestApi
let network: Network
let searchId: string
let url: string
const job = { company: 'Helio Works', role: 'Head of Operations', source: 'job_board' }

beforeAll(async () => {
  api = await startTestApi()
  network = await startNetwork(api)
  searchId = (await network.make(`/v1/clients/${network.clientId}/searches`, { startedOn: '2024-02-01' })).id
  url = `/v1/searches/${searchId}/opportunities`
})
afterAll(() => api.stop())

describe('201', () => {
  it('a lead, from whoever told of it', async () => {
    const response = await network.call('POST', url, {
      ...job,
      source: 'contact',
      sourceContactId: network.contactIds[2],
      notes: 'Reports to the board.',
    })
    expect(response.statusCode).toBe(201)
    expect(response.json()).toMatchObject({
      ...job,
      source: 'contact',
      sourceContactId: network.contactIds[2],
      status: 'lead',
      searchId,
      clientId: network.clientId,
    })
    expect(await network.read(response.headers.location as string)).toEqual(response.json())
  })

  it('by the client, too', async () => {
    const as = await network.practice.clientSession(network.clientId)
    expect((await network.call('POST', url, { ...job, source: 'recruiter' }, as)).statusCode).toBe(201)
  })
})

describe('200', () => {
  it('filters by status and source, newest first', async () => {
    const other = await startNetwork(api)
    const search = await other.make(`/v1/clients/${other.clientId}/searches`, {})
    const list = `/v1/searches/${search.id}/opportunities`
    for (const [company, status, source] of [
      ['A', 'lead', 'job_board'],
      ['B', 'offer', 'job_board'],
      ['C', 'lead', 'employer'],
    ]) {
      await other.make(list, { ...job, company, status, source })
    }
    const names = async (query: string) =>
      (await other.read<{ data: { company: string }[] }>(list + query)).data.map(({ company }) => company).join('')
    expect(await names('')).toBe('CBA')
    expect(await names('?sort=createdAt')).toBe('ABC')
    expect(await names('?status=lead')).toBe('CA')
    expect(await names('?status=lead&source=job_board')).toBe('A')
  })

  it('changes only what the patch names', async () => {
    const { id } = await network.make(url, { ...job, notes: 'Seen on Monday.' })
    const patched = await network.call('PATCH', `/v1/opportunities/${id}`, { status: 'applied', notes: null })
    expect(patched.json()).toMatchObject({ ...job, status: 'applied', notes: null })
  })
})

describe('204', () => {
  it('removes one of which nothing came', async () => {
    const { id } = await network.make(url, job)
    expect((await network.call('DELETE', `/v1/opportunities/${id}`)).statusCode).toBe(204)
    expect((await network.call('GET', `/v1/opportunities/${id}`)).statusCode).toBe(404)
  })
})

describe('404', () => {
  it('for another client, another practice, and a coach of other clients', async () => {
    const { id } = await network.make(url, job)
    const neighbour = await startNetwork(api, network.practice)
    const outsiders = [
      await network.practice.clientSession(neighbour.clientId),
      (await network.practice.member('coach')).token,
      (await api.practice()).owner,
    ]
    for (const as of outsiders) {
      expect((await network.call('GET', `/v1/opportunities/${id}`, undefined, as)).statusCode).toBe(404)
      expect((await network.call('PATCH', `/v1/opportunities/${id}`, { status: 'lost' }, as)).statusCode).toBe(404)
      expect((await network.call('DELETE', `/v1/opportunities/${id}`, undefined, as)).statusCode).toBe(404)
      expect((await network.call('POST', url, job, as)).statusCode).toBe(404)
      expect((await network.call('GET', url, undefined, as)).statusCode).toBe(404)
    }
    expect(await network.read(`/v1/opportunities/${id}`)).toMatchObject({ status: 'lead' })
  })
})

describe('409', () => {
  it('keeps one that has interviews or interactions', async () => {
    const interviewed = await network.make(url, job)
    await network.make(`/v1/opportunities/${interviewed.id}/interviews`, {
      round: 1,
      occurredAt: '2024-03-01T09:00:00Z',
    })
    const discussed = await network.make(url, job)
    await network.make(`/v1/clients/${network.clientId}/interactions`, {
      type: 'call',
      occurredAt: '2024-03-01T09:00:00Z',
      contacts: [{ contactId: network.contactIds[0] }],
      opportunityId: discussed.id,
    })
    for (const { id } of [interviewed, discussed]) {
      const response = await network.call('DELETE', `/v1/opportunities/${id}`)
      expect(response.statusCode).toBe(409)
      expect(response.json()).toMatchObject({ code: 'opportunity_has_history' })
      expect(await network.read(`/v1/opportunities/${id}`)).toMatchObject({ id })
    }
  })

  it('nothing new in a search that has ended; only a status still changes', async () => {
    const other = await startNetwork(api)
    const search = await other.make(`/v1/clients/${other.clientId}/searches`, { startedOn: '2024-02-01' })
    const { id } = await other.make(`/v1/searches/${search.id}/opportunities`, job)
    await other.call('PATCH', `/v1/searches/${search.id}`, { status: 'withdrawn' })
    const added = await other.call('POST', `/v1/searches/${search.id}/opportunities`, job)
    expect(added.statusCode).toBe(409)
    const patch = (body: object) => other.call('PATCH', `/v1/opportunities/${id}`, body)
    expect((await patch({ status: 'lost', company: 'Other' })).statusCode).toBe(409)
    expect((await patch({ status: 'lost' })).json()).toMatchObject({ status: 'lost', company: 'Helio Works' })
  })
})

describe('422', () => {
  it('a source without its contact, and a job board with one', async () => {
    expect(pointersOf(await network.call('POST', url, { ...job, source: 'contact' }))).toEqual(['/sourceContactId'])
    const withContact = { ...job, sourceContactId: network.contactIds[0] }
    expect(pointersOf(await network.call('POST', url, withContact))).toEqual(['/sourceContactId'])
    const { id } = await network.make(url, { ...withContact, source: 'contact' })
    const patched = await network.call('PATCH', `/v1/opportunities/${id}`, { source: 'job_board' })
    expect(pointersOf(patched)).toEqual(['/sourceContactId'])
  })

  it("another client's contact exactly as nobody's", async () => {
    const neighbour = await startNetwork(api, network.practice)
    const refusals = []
    for (const sourceContactId of [neighbour.contactIds[0], '0197f3a0-0000-7000-8000-000000000000']) {
      refusals.push((await network.call('POST', url, { ...job, source: 'contact', sourceContactId })).json())
    }
    const [foreign, unknown] = refusals as { requestId: string }[]
    expect({ ...foreign, requestId: '' }).toEqual({ ...unknown, requestId: '' })
    expect(foreign).toMatchObject({ status: 422, errors: [{ pointer: '/sourceContactId' }] })
  })
})
