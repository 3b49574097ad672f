import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { eventsOf } from '../support/people.ts'
import { callWith, type Made, pointersOf, startNetwork } from '../support/network.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

describe('a batch', () => {
  it('of five hundred is logged in the order given', async () => {
    const other = await startNetwork(api)
    const interactions = Array.from({ length: 500 }, (_, n) => ({
      ...callWith(...other.contactIds),
      summary: `No. ${n}`,
      minutes: 1,
    }))
    const made = await other.call('POST', `/v1/clients/${other.clientId}/interactions/batch`, { interactions })
    expect(made.statusCode).toBe(201)
    const logged = made.json<{ interactions: Made[] }>().interactions
    expect(logged.map(({ summary }) => summary)).toEqual(interactions.map(({ summary }) => summary))
    expect(await other.read(`/v1/contacts/${other.contactIds[2]}`)).toMatchObject({
      effort: { calls: 500, minutes: 500 },
    })
    const kinds = await eventsOf(api, other.practice.practiceId)
    expect(kinds.filter((kind) => kind === 'interaction.logged')).toHaveLength(500)
  })

  it('with one bad entry changes nothing and says where', async () => {
    const other = await startNetwork(api)
    const [stranger] = (await startNetwork(api, other.practice)).contactIds
    const [first] = other.contactIds
    const list = `/v1/clients/${other.clientId}/interactions`
    const response = await other.call('POST', `${list}/batch`, {
      interactions: [
        callWith(first),
        callWith(first, stranger),
        { ...callWith(first), occurredAt: '2199-01-01T00:00:00Z' },
      ],
    })
    expect(response.statusCode).toBe(422)
    expect(pointersOf(response)).toEqual(['/interactions/1/contacts/1/contactId', '/interactions/2/occurredAt'])
    expect(await other.read(list)).toMatchObject({ data: [] })
    expect(await other.read(`/v1/contacts/${first}`)).toMatchObject({ effort: { interactions: 0 } })
  })
})
