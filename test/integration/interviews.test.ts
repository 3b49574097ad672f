import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Network, pointersOf, startNetwork } from '../support/network.ts'

let api: TestApi
let network: Network
let url: string
const first = { round: 1, occurredAt: '2024-03-01T09:00:00.000Z' }
const nextYear = `${new Date().getUTCFullYear() + 1}-06-01T09:00:00.000Z`

beforeAll(async () => {
  api = await startTestApi()
  network = await startNetwork(api)
  const search = await network.make(`/v1/clients/${network.clientId}/searches`, { startedOn: '2024-02-01' })
  const opportunity = await network.make(`/v1/searches/${search.id}/opportunities`, {
    company: 'Helio Works',
    role: 'Head of Operations',
    source: 'other',
  })
  url = `/v1/opportunities/${opportunity.id}/interviews`
})
afterAll(() => api.stop())

describe('201', () => {
  it('with interviewers in the order given, known or not', async () => {
    const interviewers = [
      { name: 'Karl Nowak', role: 'Head of the company', contactId: network.contactIds[2] },
      { name: 'Agnes Thorne', role: 'Chair of the board' },
    ]
    const response = await network.call('POST', url, { ...first, interviewers, outcome: 'Invited again.' })
    expect(response.statusCode).toBe(201)
    expect(response.json()).toMatchObject({
      ...first,
      interviewers: [interviewers[0], { ...interviewers[1], contactId: null }],
      outcome: 'Invited again.',
    })
    expect(await network.read(response.headers.location as string)).toEqual(response.json())
  })

  it('planned, without an outcome, by the client', async () => {
    const as = await network.practice.clientSession(network.clientId)
    const response = await network.call('POST', url, { round: 2, occurredAt: nextYear }, as)
    expect(response.statusCode).toBe(201)
    expect(response.json()).toMatchObject({ interviewers: [], outcome: null })
  })
})

describe('200', () => {
  it('lists by round', async () => {
    for (const round of [9, 7, 8]) await network.make(url, { ...first, round })
    const { data } = await network.read<{ data: { round: number }[] }>(url)
    const rounds = data.map(({ round }) => round)
    expect(rounds).toEqual(rounds.toSorted((a, b) => a - b))
  })

  it('replaces the interviewers when they are named, and only then', async () => {
    const { id } = await network.make(url, { ...first, interviewers: [{ name: 'Agnes Thorne' }] })
    const patch = (body: object) => network.call('PATCH', `/v1/interviews/${id}`, body)
    expect((await patch({ outcome: 'Went well.' })).json()).toMatchObject({
      outcome: 'Went well.',
      interviewers: [{ name: 'Agnes Thorne' }],
    })
    expect((await patch({ interviewers: [], outcome: null })).json()).toMatchObject({ outcome: null, interviewers: [] })
  })
})

describe('204', () => {
  it('removes an interview', async () => {
    const { id } = await network.make(url, { ...first, interviewers: [{ name: 'Agnes Thorne' }] })
    expect((await network.call('DELETE', `/v1/interviews/${id}`)).statusCode).toBe(204)
    expect((await network.call('GET', `/v1/interviews/${id}`)).statusCode).toBe(404)
  })
})

describe('404', () => {
  it('for another client, another practice, and a coach of other clients', async () => {
    const { id } = await network.make(url, first)
    const neighbour = await startNetwork(api, network.practice)
    const outsiders = [
      await network.practice.clientSession(neighbour.clientId),
      (await network.practice.member('coach')).token,
      (await api.practice()).owner,
    ]
    for (const as of outsiders) {
      expect((await network.call('GET', `/v1/interviews/${id}`, undefined, as)).statusCode).toBe(404)
      expect((await network.call('PATCH', `/v1/interviews/${id}`, { round: 2 }, as)).statusCode).toBe(404)
      expect((await network.call('DELETE', `/v1/interviews/${id}`, undefined, as)).statusCode).toBe(404)
      expect((await network.call('POST', url, first, as)).statusCode).toBe(404)
    }
  })
})

describe('422', () => {
  it('an outcome before its time, however it comes about', async () => {
    const early = await network.call('POST', url, { round: 1, occurredAt: nextYear, outcome: 'Won.' })
    expect(pointersOf(early)).toEqual(['/outcome'])
    const { id } = await network.make(url, { ...first, outcome: 'Won.' })
    const moved = await network.call('PATCH', `/v1/interviews/${id}`, { occurredAt: nextYear })
    expect(pointersOf(moved)).toEqual(['/outcome'])
  })

  it('interviewers that are no contacts of the client, by their place', async () => {
    const neighbour = await startNetwork(api, network.practice)
    const interviewers = [
      { name: 'Agnes Thorne' },
      { name: 'Karl Nowak', contactId: network.contactIds[2] },
      { name: 'Somebody else', contactId: neighbour.contactIds[0] },
    ]
    const response = await network.call('POST', url, { ...first, interviewers })
    expect(pointersOf(response)).toEqual(['/interviewers/2/contactId'])
  })

  it('too many interviewers, one twice, round zero', async () => {
    const many = Array.from({ length: 21 }, () => ({ name: 'Agnes Thorne' }))
    const twice = [1, 2].map(() => ({ name: 'Karl Nowak', contactId: network.contactIds[2] }))
    for (const body of [{ interviewers: many }, { interviewers: twice }, { round: 0 }]) {
      expect((await network.call('POST', url, { ...first, ...body })).statusCode).toBe(422)
    }
  })
})
