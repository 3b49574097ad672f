import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { callWith, type Network, startNetwork } from '../support/network.ts'

let api: TestApi
let network: Network
beforeAll(async () => {
  api = await startTestApi()
  network = await startNetwork(api)
})
afterAll(() => api.stop())

it('adds up what a client did, in all and in a search, and follows every change', async () => {
  const { clientId, contactIds, make, read, call } = network
  const [tom, ines] = contactIds
  const none = { interactions: 0, calls: 0, emails: 0, meetings: 0, minutes: 0 }
  const nothing = { effort: none, contacts: 0, firstInteractionAt: null, lastInteractionAt: null }
  expect(await read(`/v1/clients/${clientId}/effort`)).toEqual(nothing)
  const search = await make(`/v1/clients/${clientId}/searches`, { startedOn: '2024-03-01' })

  const log = (body: object) => make(`/v1/clients/${clientId}/interactions`, body)
  await log({ ...callWith(tom), type: 'video_call', minutes: 30, occurredAt: '2024-01-10T09:00:00Z' })
  const together = await log({
    ...callWith(tom, ines),
    type: 'meeting',
    minutes: 60,
    occurredAt: '2024-03-02T09:00:00Z',
  })
  await log({ ...callWith(ines), type: 'email', occurredAt: '2024-03-05T09:00:00Z' })

  const inSearch = { ...none, interactions: 2, emails: 1, meetings: 1, minutes: 60 }
  expect(await read(`/v1/searches/${search.id}/effort`)).toEqual({
    effort: inSearch,
    contacts: 2,
    firstInteractionAt: '2024-03-02T09:00:00.000Z',
    lastInteractionAt: '2024-03-05T09:00:00.000Z',
  })
  expect(await read(`/v1/clients/${clientId}/effort`)).toMatchObject({
    effort: { ...inSearch, interactions: 3, calls: 1, minutes: 90 },
    contacts: 2,
    firstInteractionAt: '2024-01-10T09:00:00.000Z',
  })

  // Moved out of the search's days, it counts in the client's life only; removed, nowhere.
  await call('PATCH', `/v1/interactions/${together.id}`, { occurredAt: '2023-12-24T09:00:00Z' })
  expect(await read(`/v1/searches/${search.id}/effort`)).toMatchObject({ effort: { interactions: 1, minutes: 0 } })
  expect(await read(`/v1/clients/${clientId}/effort`)).toMatchObject({
    effort: { interactions: 3 },
    firstInteractionAt: '2023-12-24T09:00:00.000Z',
  })
  await call('DELETE', `/v1/interactions/${together.id}`)
  expect(await read(`/v1/clients/${clientId}/effort`)).toMatchObject({ effort: { interactions: 2, minutes: 30 } })
  const { data } = await read<{ data: unknown[] }>(`/v1/contacts/${tom}/interactions`)
  expect(data).toHaveLength(1)
})
