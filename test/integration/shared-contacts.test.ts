import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { callWith, type Network, startNetwork } from '../support/network.ts'

interface Shared {
  data: { email: string; contacts: { clientId: string; name: string; lastInteractionAt: string | null }[] }[]
  nextCursor: string | null
}

let api: TestApi
let one: Network
let other: Network
let coach: string
const ownClients: string[] = []

beforeAll(async () => {
  api = await startTestApi()
  one = await startNetwork(api)
  other = await startNetwork(api, one.practice)
  const third = await startNetwork(api, one.practice)
  const stranger = await startNetwork(api)
  const know = ({ clientId, make }: Network, name: string, email: string) =>
    make(`/v1/clients/${clientId}/contacts`, { name, email })
  await know(one, 'Ana Berg', 'ana@people.example')
  const spokenWith = await know(other, 'Ana Berg-Lund', 'ANA@people.example')
  await know(third, 'Ana', 'ana@people.example')
  await know(stranger, 'Ana', 'ana@people.example')
  await know(one, 'Bo', 'bo@people.example')
  await know(third, 'Bo', 'bo@people.example')
  await know(one, 'Cy', 'cy@people.example')
  await know(stranger, 'Cy', 'cy@people.example')
  await other.make(`/v1/clients/${other.clientId}/interactions`, callWith(spokenWith.id))

  const member = await one.practice.member('coach')
  coach = member.token
  for (const email of ['dana@example.test', 'eli@example.test']) {
    const body = { name: 'Dana', email, timeZone: 'UTC', coachId: member.memberId }
    const { id: clientId } = await one.make('/v1/clients', body)
    ownClients.push(clientId)
    await know({ ...one, clientId }, 'Dee', 'dee@people.example')
  }
  await know(one, 'Dee', 'dee@people.example')
})
afterAll(() => api.stop())

const shared = (query = '', as?: string) => one.read<Shared>(`/v1/shared-contacts${query}`, as)

it('are those whom several clients know, as each has them, page by page', async () => {
  expect(await shared()).toMatchObject({
    data: [
      {
        email: expect.stringMatching(/^ana@/i) as string,
        contacts: [{ clientId: other.clientId, name: 'Ana Berg-Lund', lastInteractionAt: '2024-03-01T09:00:00.000Z' }, {}, {}],
      },
      { email: 'bo@people.example', contacts: [{ name: 'Bo', lastInteractionAt: null }, { name: 'Bo' }] },
      { email: 'dee@people.example', contacts: [{}, {}, {}] },
    ],
    nextCursor: null,
  }) // prettier-ignore
  const first = await shared('?limit=1')
  const second = await shared(`?limit=1&cursor=${encodeURIComponent(first.nextCursor!)}`)
  expect([...first.data, ...second.data].map(({ contacts }) => contacts.length)).toEqual([3, 2])
})

it('are a coach’s own clients’ only', async () => {
  const { data } = await shared('', coach)
  expect(data.map(({ contacts }) => contacts.map(({ clientId }) => clientId).toSorted())).toEqual([
    ownClients.toSorted(),
  ])
})

it('may be those of one client', async () => {
  const { data } = await shared(`?clientId=${other.clientId}`)
  expect(data.map(({ contacts }) => contacts.length)).toEqual([3])
})

it('are nothing for clients, nor for assistants', async () => {
  const assistant = await one.practice.member('assistant')
  const refused = await one.call('GET', '/v1/shared-contacts', undefined, assistant.token)
  expect(refused.statusCode).toBe(403)
})
