import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, dayOf } from '../../src/infra/time/calendar.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Network, pointersOf, startNetwork } from '../support/network.ts'

let api: TestApi
const today = dayOf(new Date(), 'Europe/Stockholm')

beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const start = ({ call, clientId }: Network, body: object = {}, as?: string) =>
  call('POST', `/v1/clients/${clientId}/searches`, body, as)

async function startedAndWithdrawn(network: Network, startedOn: string, endedOn: string): Promise<string> {
  const { id } = (await start(network, { startedOn })).json() as { id: string }
  const response = await network.call('PATCH', `/v1/searches/${id}`, { status: 'withdrawn', endedOn })
  expect(response.statusCode, response.body).toBe(200)
  return id
}

describe('201', () => {
  it('begins today unless said otherwise', async () => {
    const network = await startNetwork(api)
    const response = await start(network, { title: 'Head of Operations' })
    expect(response.statusCode).toBe(201)
    expect(response.json()).toMatchObject({
      clientId: network.clientId,
      title: 'Head of Operations',
      status: 'active',
      startedOn: today,
      endedOn: null,
    })
    expect(await network.read(response.headers.location as string)).toEqual(response.json())
  })

  it('lets the next search begin on the day that the last one ended', async () => {
    const network = await startNetwork(api)
    await startedAndWithdrawn(network, today, today)
    expect((await start(network)).statusCode).toBe(201)
  })

  it('is for the client and for assistants too', async () => {
    const network = await startNetwork(api)
    const asClient = await start(
      network,
      { startedOn: '2020-01-01' },
      await network.practice.clientSession(network.clientId),
    )
    expect(asClient.statusCode).toBe(201)
    const other = await startNetwork(api, network.practice)
    const { token } = await network.practice.member('assistant')
    expect((await start(other, {}, token)).statusCode).toBe(201)
  })
})

describe('200', () => {
  it('withdraws, today unless said otherwise, and takes a better day later', async () => {
    const network = await startNetwork(api)
    const { id } = (await start(network, { startedOn: '2024-02-01' })).json() as { id: string }
    const withdrawn = await network.call('PATCH', `/v1/searches/${id}`, { status: 'withdrawn' })
    expect(withdrawn.json()).toMatchObject({ status: 'withdrawn', endedOn: today })
    const corrected = await network.call('PATCH', `/v1/searches/${id}`, { endedOn: '2024-03-01', title: 'Operations' })
    expect(corrected.json()).toMatchObject({ status: 'withdrawn', endedOn: '2024-03-01', title: 'Operations' })
    const cleared = await network.call('PATCH', `/v1/searches/${id}`, { title: null })
    expect(cleared.json()).toMatchObject({ title: null, startedOn: '2024-02-01' })
  })

  it('lists the newest first, page by page', async () => {
    const network = await startNetwork(api)
    for (const year of [2020, 2021, 2022]) await startedAndWithdrawn(network, `${year}-01-01`, `${year}-06-01`)
    type Page = { data: { startedOn: string }[]; nextCursor: string | null }
    const first = await network.read<Page>(`/v1/clients/${network.clientId}/searches?limit=2`)
    expect(first.data.map((search) => search.startedOn)).toEqual(['2022-01-01', '2021-01-01'])
    const rest = await network.read<Page>(`/v1/clients/${network.clientId}/searches?limit=2&cursor=${first.nextCursor}`)
    expect(rest.data.map((search) => search.startedOn)).toEqual(['2020-01-01'])
    expect(rest.nextCursor).toBeNull()
  })
})

describe('404', () => {
  it('for another client, another practice, and a coach of other clients', async () => {
    const network = await startNetwork(api)
    const { id } = (await start(network)).json() as { id: string }
    const neighbour = await startNetwork(api, network.practice)
    const outsiders = [
      await network.practice.clientSession(neighbour.clientId),
      (await network.practice.member('coach')).token,
      (await api.practice()).owner,
    ]
    for (const as of outsiders) {
      expect((await network.call('GET', `/v1/searches/${id}`, undefined, as)).statusCode).toBe(404)
      expect((await network.call('PATCH', `/v1/searches/${id}`, { title: 'Mine' }, as)).statusCode).toBe(404)
      expect((await start(network, {}, as)).statusCode).toBe(404)
      expect((await network.call('GET', `/v1/clients/${network.clientId}/searches`, undefined, as)).statusCode).toBe(
        404,
      )
    }
  })
})

describe('409', () => {
  it('one search at a time, even when two begin at once', async () => {
    const network = await startNetwork(api)
    const responses = await Promise.all([1, 2, 3, 4].map(() => start(network)))
    const refused = responses.filter((response) => response.statusCode === 409)
    expect(refused).toHaveLength(responses.length - 1)
    expect(refused[0]!.json()).toMatchObject({ code: 'client_is_searching' })
  })

  it('no days of another search, begun there or moved there', async () => {
    const network = await startNetwork(api)
    await startedAndWithdrawn(network, '2024-01-01', '2024-06-01')
    expect((await start(network, { startedOn: '2024-03-01' })).json()).toMatchObject({ code: 'search_overlaps' })
    const { id } = (await start(network, { startedOn: '2024-06-01' })).json() as { id: string }
    const moved = await network.call('PATCH', `/v1/searches/${id}`, { startedOn: '2024-05-31' })
    expect(moved.statusCode).toBe(409)
  })
})

describe('412', () => {
  it('for whoever did not read the latest', async () => {
    const network = await startNetwork(api)
    const made = await start(network)
    const url = made.headers.location as string
    const headers = { 'if-match': made.headers.etag as string }
    const as = network.practice.owner
    expect((await api.call('PATCH', url, { as, headers, body: { title: 'A' } })).statusCode).toBe(200)
    expect((await api.call('PATCH', url, { as, headers, body: { title: 'B' } })).statusCode).toBe(412)
  })
})

describe('422', () => {
  it('days to come, days out of order, an end without withdrawing', async () => {
    const network = await startNetwork(api)
    const tomorrow = addDays(today, 1)
    expect(pointersOf(await start(network, { startedOn: tomorrow }))).toEqual(['/startedOn'])
    const { id } = (await start(network, { startedOn: '2024-02-01' })).json() as { id: string }
    const patch = (body: object) => network.call('PATCH', `/v1/searches/${id}`, body)
    expect(pointersOf(await patch({ status: 'withdrawn', endedOn: '2024-01-31' }))).toEqual(['/endedOn'])
    expect(pointersOf(await patch({ status: 'withdrawn', endedOn: tomorrow }))).toEqual(['/endedOn'])
    expect(pointersOf(await patch({ endedOn: '2024-03-01' }))).toEqual(['/endedOn'])
    expect(pointersOf(await patch({ status: 'landed' }))).toEqual(['/status'])
  })
})
