import { afterAll, beforeAll, expect, it } from 'vitest'
import document from '../../openapi/openapi.json' with { type: 'json' }
import { startTestApi, type TestApi } from '../support/api.ts'
import { callWith, type Network, pointersOf, startNetwork } from '../support/network.ts'

let api: TestApi
let network: Network

beforeAll(async () => {
  api = await startTestApi()
  network = await startNetwork(api)
})
afterAll(() => api.stop())

const add = (body: object) => network.make(`/v1/clients/${network.clientId}/contacts`, body)

it('lets the old id mean the survivor wherever somebody is named', async () => {
  const [kept, twin, other] = [await add({ name: 'Kit' }), await add({ name: 'Kitty' }), await add({ name: 'Lou' })]
  const done = await network.call('POST', `/v1/contacts/${kept.id}/merge`, { from: [twin.id] })
  expect(done.statusCode, done.body).toBe(200)
  const { clientId, make, read, call } = network
  const named = expect.objectContaining({ contactId: kept.id })
  const interactions = `/v1/clients/${clientId}/interactions`
  const logged = await make(interactions, callWith(twin.id))
  expect(await read(`/v1/interactions/${logged.id}`)).toMatchObject({ contacts: [named] })
  const contacts = [{ contactId: other.id }, { contactId: twin.id }]
  expect((await call('PATCH', `/v1/interactions/${logged.id}`, { contacts })).json()).toMatchObject({
    contacts: [{ contactId: other.id }, named],
  })
  expect(await read(`${interactions}?contactId=${twin.id}`)).toMatchObject({ data: [{ id: logged.id }] })
  const twice = await call('POST', interactions, {
    ...callWith(kept.id),
    contacts: [{ contactId: kept.id }, { contactId: twin.id }],
  })
  expect(twice.statusCode).toBe(422)
  expect(pointersOf(twice)).toEqual(['/contacts/1/contactId'])

  const introduced = await add({ name: 'Moe', introducedBy: twin.id })
  expect(introduced).toMatchObject({ primaryIntroducer: named })
  expect(await read(`/v1/clients/${clientId}/contacts?introducedBy=${twin.id}`)).toMatchObject({
    data: [{ id: introduced.id }],
  })
  const search = await make(`/v1/clients/${clientId}/searches`, { startedOn: '2025-01-01' })
  const opportunity = await make(`/v1/searches/${search.id}/opportunities`, {
    company: 'Helio Works', role: 'Head', source: 'contact', sourceContactId: twin.id,
  }) // prettier-ignore
  expect(opportunity).toMatchObject({ sourceContactId: kept.id })
  const source = await call('PATCH', `/v1/opportunities/${opportunity.id}`, { sourceContactId: twin.id })
  expect(source.json()).toMatchObject({ sourceContactId: kept.id })
  const interview = await make(`/v1/opportunities/${opportunity.id}/interviews`, {
    round: 1, occurredAt: '2025-02-03T10:00:00Z', interviewers: [{ name: 'A guest' }, { name: 'Kitty', contactId: twin.id }],
  }) // prettier-ignore
  expect(interview).toMatchObject({ interviewers: [{ contactId: null }, named] })
  const offer = await make(`/v1/clients/${clientId}/help-offers`, { contactId: twin.id })
  expect(offer).toMatchObject({ contactId: kept.id })
  expect(await read(`/v1/clients/${clientId}/help-offers?contactId=${twin.id}`)).toMatchObject({ data: [named] })
})

const routes = Object.entries(document.paths)
  .filter(([path]) => path.startsWith('/v1/contacts/{id}'))
  .flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`))

/** What each of these routes is asked with; one that is not here is asked with nothing. */
const bodies: Record<string, (someoneElse: string) => object> = {
  'PATCH /v1/contacts/{id}': () => ({ title: 'Head of Harbours' }),
  'POST /v1/contacts/{id}/introductions': (introducedContactId) => ({ introducedContactId }),
  'POST /v1/contacts/{id}/merge': (id) => ({ from: [id] }),
  'PUT /v1/contacts/{id}/cadence': () => ({ status: 'active', stepsDays: [45] }),
  'POST /v1/contacts/{id}/snooze': () => ({ until: new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10) }),
}

it.each(routes)('%s answers for the survivor when it is asked with the old id', async (route) => {
  const { call } = network
  const ids = []
  for (const name of ['Kept', 'Old', 'Else']) ids.push((await add({ name: `${name} of ${route}` })).id)
  const [kept, old, someoneElse] = ids as [string, string, string]
  expect((await call('POST', `/v1/contacts/${kept}/merge`, { from: [old] })).statusCode).toBe(200)
  const [method, path] = route.split(' ') as [string, string]
  const answer = await call(method, path.replace('{id}', old), bodies[route]?.(someoneElse))
  expect(answer.statusCode, answer.body).toBeLessThan(300)
  const survivor = await call('GET', `/v1/contacts/${kept}`)
  const isGone = method === 'DELETE' && path === '/v1/contacts/{id}'
  if (isGone || path.endsWith('/erase')) return expect(survivor.statusCode).toBe(404)
  expect(answer.body).not.toContain(old)
  if (!path.endsWith('/interactions')) expect(answer.body).toContain(kept)
})
