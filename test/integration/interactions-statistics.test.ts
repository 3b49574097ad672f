import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Network, startNetwork } from '../support/network.ts'

let api: TestApi
let network: Network

beforeAll(async () => {
  api = await startTestApi()
  network = await startNetwork(api)
})
afterAll(() => api.stop())

interface Said {
  type: string
  occurredAt: string
  minutes: number
  /** Places in `network.contactIds`. */
  who: number[]
}

const said = fc.record<Said>({
  type: fc.constantFrom('call', 'video_call', 'email', 'meeting', 'event', 'message', 'letter'),
  occurredAt: fc
    .date({ min: new Date('2020-01-01'), max: new Date('2024-01-01'), noInvalidDate: true })
    .map((at) => at.toISOString()),
  minutes: fc.integer({ min: 0, max: 1440 }),
  who: fc.subarray([0, 1, 2], { minLength: 1 }),
})
const step = fc.oneof(
  fc.record({ does: fc.constant('log' as const), said }),
  fc.record({ does: fc.constant('edit' as const), said, which: fc.nat() }),
  fc.record({ does: fc.constant('delete' as const), which: fc.nat() }),
)

const bodyOf = ({ who, ...rest }: Said) => ({
  ...rest,
  contacts: who.map((place) => ({ contactId: network.contactIds[place] })),
})

/** What the statistics of somebody must say, counted from all that stands. */
function recount(all: Said[], person: number) {
  const theirs = all.filter(({ who }) => who.includes(person))
  const count = (...types: string[]) => theirs.filter(({ type }) => types.includes(type)).length
  const times = theirs.map(({ occurredAt }) => occurredAt).toSorted()
  return {
    effort: {
      interactions: theirs.length,
      calls: count('call', 'video_call'),
      emails: count('email'),
      meetings: count('meeting', 'event'),
      minutes: theirs.reduce((sum, { minutes }) => sum + minutes, 0),
    },
    firstInteractionAt: times[0] ?? null,
    lastInteractionAt: times.at(-1) ?? null,
  }
}

it('statistics equal a recount after any logging, editing and removing', async () => {
  const { clientId, contactIds, call, make, read } = network
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const standing = new Map<string, Said>()
      for (const taken of steps) {
        if (taken.does === 'log') {
          const { id } = await make(`/v1/clients/${clientId}/interactions`, bodyOf(taken.said))
          standing.set(id, taken.said)
          continue
        }
        const id = [...standing.keys()][taken.which % Math.max(standing.size, 1)]
        if (!id) continue
        if (taken.does === 'edit') {
          await call('PATCH', `/v1/interactions/${id}`, bodyOf(taken.said))
          standing.set(id, taken.said)
        } else {
          await call('DELETE', `/v1/interactions/${id}`)
          standing.delete(id)
        }
      }
      for (const [place, id] of contactIds.entries()) {
        expect(await read(`/v1/contacts/${id}`)).toMatchObject(recount([...standing.values()], place))
      }
      for (const id of standing.keys()) await call('DELETE', `/v1/interactions/${id}`)
    }),
    { numRuns: 25 },
  )
})
