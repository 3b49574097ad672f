import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Made, type Network, pointersOf, startNetwork } from '../support/network.ts'
import { eventsOf } from '../support/people.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const add = ({ clientId, make }: Network, body: object) => make(`/v1/clients/${clientId}/contacts`, body)

describe('tags', () => {
  let network: Network
  let tags: string
  let people: Made[]
  beforeAll(async () => {
    network = await startNetwork(api)
    tags = `/v1/clients/${network.clientId}/tags`
    const of = (name: string, ...its: string[]) => add(network, { name, tags: its })
    people = [
      await of('A', 'Board', 'oslo'),
      await of('B', 'board', 'bord', 'x/y'),
      await of('C', 'bord'),
      await of('D', 'Board'),
    ]
  })
  const listed = async (query = '') => (await network.read<{ data: unknown[] }>(`${tags}${query}`)).data
  const tagsOf = async (person: Made) => (await network.read(`/v1/contacts/${person.id}`))['tags']

  it('are listed as most write them, with how many have them, page by page', async () => {
    const all = [
      { tag: 'Board', contacts: 3 }, { tag: 'bord', contacts: 2 }, { tag: 'oslo', contacts: 1 }, { tag: 'x/y', contacts: 1 },
    ] // prettier-ignore
    expect(await listed()).toEqual(all)
    const first = await network.read<{ nextCursor: string }>(`${tags}?limit=3`)
    expect(await listed(`?limit=3&cursor=${encodeURIComponent(first.nextCursor)}`)).toEqual(all.slice(3))
  })

  it('are renamed everywhere, in their place; one that stands already takes it in', async () => {
    const before = (await eventsOf(api, network.practice.practiceId)).length
    const response = await network.call('PATCH', `${tags}/BORD`, { tag: 'Board' })
    expect(response.json()).toEqual({ tag: 'Board', contacts: 4 })
    expect(await Promise.all(people.map(tagsOf))).toEqual([['Board', 'oslo'], ['Board', 'x/y'], ['Board'], ['Board']])
    expect((await eventsOf(api, network.practice.practiceId)).slice(before)).toEqual(['client.tag_renamed'])
    const { data } = await network.read<{ data: unknown[] }>(
      `/v1/clients/${network.clientId}/contacts?tag=board&q=board`,
    )
    expect(data).toHaveLength(4)
  })

  it('may change their spelling, and hold any character', async () => {
    expect((await network.call('PATCH', `${tags}/board`, { tag: 'BOARD' })).statusCode).toBe(200)
    expect((await network.call('PATCH', `${tags}/x%2Fy`, { tag: '🔥'.repeat(25) })).statusCode).toBe(200)
    expect(await tagsOf(people[1]!)).toEqual(['BOARD', '🔥'.repeat(25)])
    expect((await network.call('DELETE', `${tags}/${encodeURIComponent('🔥'.repeat(25))}`)).statusCode).toBe(204)
  })

  it('are deleted everywhere', async () => {
    expect((await network.call('DELETE', `${tags}/board`)).statusCode).toBe(204)
    expect(await Promise.all(people.map(tagsOf))).toEqual([['oslo'], [], [], []])
    expect(await listed()).toEqual([{ tag: 'oslo', contacts: 1 }])
  })

  it('404 to rename one that nobody has, 422 for too many or too long', async () => {
    const other = await startNetwork(api)
    expect((await network.call('DELETE', `${tags}/board`)).statusCode).toBe(204)
    expect((await network.call('PATCH', `${tags}/board`, { tag: 'x' })).statusCode).toBe(404)
    expect((await other.call('DELETE', `${tags}/oslo`)).statusCode).toBe(404)
    expect((await network.call('PATCH', `${tags}/oslo`, { tag: 'x'.repeat(51) })).statusCode).toBe(422)
    const tenThousand = Array.from({ length: 10_000 }, (_, n) => `tag ${n}`)
    const contacts = `/v1/clients/${network.clientId}/contacts`
    const response = await network.call('POST', contacts, { name: 'Collector', tags: tenThousand })
    expect(response.json()).toMatchObject({
      status: 422,
      errors: [{ pointer: '/tags', detail: 'must name at most 50 tags' }],
    })
    const fifty = await network.call('POST', contacts, { name: 'Collector', tags: tenThousand.slice(0, 50) })
    expect(fifty.statusCode).toBe(201)
  })
})

describe('duplicates', () => {
  const pairs = async ({ clientId, read }: Network, query = '') => {
    type Pair = { reasons: string[]; contacts: Made[] }
    const { data } = await read<{ data: Pair[] }>(`/v1/clients/${clientId}/duplicates${query}`)
    return data.map(({ reasons, contacts }) => [reasons[0], ...contacts.map(({ name }) => name)])
  }

  it('are listed with the reason, the surest first, until they are dismissed or merged', async () => {
    const network = await startNetwork(api)
    const made = [
      await add(network, { name: 'Ana Berg', profileUrl: 'https://www.linked.example/in/ana/' }),
      await add(network, { name: 'Ana B.', profileUrl: 'http://no.linked.example/in/ana?trk=1' }),
      await add(network, { name: 'Bo Lind', email: 'bo.lind@old.example' }),
      await add(network, { name: 'bo lind', email: 'bo.lind@new.example' }),
      await add(network, { name: 'Cara Moe', company: 'Fjord AS' }),
      await add(network, { name: 'Cara Moé', company: 'fjord as' }),
      await add(network, { name: 'Dag', phone: '+47 22 33 44 55' }),
      await add(network, { name: 'Dr. D', phone: '0047-22334455' }),
      await add(network, { name: 'Jon Smith', company: 'Acme' }),
      await add(network, { name: 'John Smith', company: 'Acme' }),
      await add(network, { name: 'Jane Smith', company: 'Acme' }),
      await add(network, { name: 'Eva Dahl', company: 'One' }),
      await add(network, { name: 'Dahl, Eva', company: 'One' }),
    ]
    expect(await pairs(network)).toEqual([
      ['same_profile_url', 'Ana Berg', 'Ana B.'],
      ['same_mailbox_and_name', 'Bo Lind', 'bo lind'],
      ['same_name_and_company', 'Cara Moe', 'Cara Moé'],
      ['same_phone', 'Dag', 'Dr. D'],
      ['similar_name_and_company', 'Jon Smith', 'John Smith'],
      ['similar_name_and_company', 'Eva Dahl', 'Dahl, Eva'],
    ])
    const url = `/v1/clients/${network.clientId}/duplicates/dismiss`
    const ids = made.map(({ id }) => id)
    expect((await network.call('POST', url, { contactId: ids[1], otherContactId: ids[0] })).statusCode).toBe(204)
    expect((await network.call('POST', url, { contactId: ids[0], otherContactId: ids[1] })).statusCode).toBe(204)
    const merge = await network.call('POST', `/v1/contacts/${ids[2]}/merge`, { from: [ids[3]] })
    expect(merge.statusCode).toBe(200)
    expect((await pairs(network)).map(([reason]) => reason)).toEqual([
      'same_name_and_company', 'same_phone', 'similar_name_and_company', 'similar_name_and_company',
    ]) // prettier-ignore
    const first = await network.read<{ nextCursor: string }>(`/v1/clients/${network.clientId}/duplicates?limit=3`)
    const rest = await pairs(network, `?limit=3&cursor=${encodeURIComponent(first.nextCursor)}`)
    expect(rest).toEqual([['similar_name_and_company', 'Eva Dahl', 'Dahl, Eva']])
  })

  it('stay few where thousands have the same in common', async () => {
    const network = await startNetwork(api)
    await api.database.admin.query(
      `insert into contacts (practice_id, client_id, name, name_key, company, company_key, phone, created_at, updated_at)
       select practice_id, client_id, 'Ola Nordmann', 'ola nordmann', 'Acme', 'acme', '22334455', now(), now()
         from contacts, generate_series(1, 5000) n where id = $1`,
      [network.contactIds[0]],
    )
    expect(await pairs(network, '?limit=100')).toHaveLength(45)
  })

  it('422 for contacts who are not this client’s, or one and the same', async () => {
    const [network, other] = [await startNetwork(api), await startNetwork(api)]
    const url = `/v1/clients/${network.clientId}/duplicates/dismiss`
    const [ours, theirs] = [network.contactIds[0], other.contactIds[0]]
    expect(pointersOf(await network.call('POST', url, { contactId: ours, otherContactId: theirs }))).toEqual([
      '/otherContactId',
    ])
    expect(pointersOf(await network.call('POST', url, { contactId: ours, otherContactId: ours }))).toEqual([
      '/otherContactId',
    ])
    expect((await other.call('POST', url, { contactId: ours, otherContactId: theirs })).statusCode).toBe(404)
  })
})
