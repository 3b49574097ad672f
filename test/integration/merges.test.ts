import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { contactReferences } from '../../src/modules/merges/references.rules.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { callWith, type Made, type Network, pointersOf, startNetwork } from '../support/network.ts'
import { eventsOf } from '../support/people.ts'
import { startWorld, type World } from '../support/world.ts'

let api: TestApi
let network: Network

beforeAll(async () => {
  api = await startTestApi()
  network = await startNetwork(api)
})
afterAll(() => api.stop())

const add = (body: object, { clientId, make }: Network = network) => make(`/v1/clients/${clientId}/contacts`, body)
const merge = (into: string, from: string[], as?: string) =>
  network.call('POST', `/v1/contacts/${into}/merge`, { from }, as)
const undo = (mergeId: string) => network.call('POST', `/v1/merges/${mergeId}/undo`)

async function merged(
  into: string,
  from: string[],
): Promise<{ id: string; contact: Made; mergedContactIds: string[] }> {
  const response = await merge(into, from)
  expect(response.statusCode, response.body).toBe(200)
  return response.json()
}

/** Every row of a client, but for the log of what happened and what follows from that. */
async function rowsOf(
  { database }: TestApi,
  clientId: string,
  without: string[] = [],
): Promise<Record<string, string[]>> {
  const { rows: tables } = await database.admin.query<{ name: string }>(
    `select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'client_id' and table_name <> all ($1)`,
    [['events', 'agenda', 'outbox', 'idempotency_keys', 'merges', ...without]],
  )
  const found: Record<string, string[]> = {}
  for (const { name } of tables) {
    const { rows } = await database.admin.query<{ row: string }>(
      `select (to_jsonb(t) - 'updated_at' - 'revision')::text as row from ${name} t where client_id = $1 order by 1`,
      [clientId],
    )
    found[name] = rows.map(({ row }) => row)
  }
  return found
}

describe('everything that names a contact', () => {
  test('is known to merges: whoever adds a reference says there what becomes of it', async () => {
    const { rows } = await api.database.admin.query<{ reference: string }>(
      `select c.conrelid::regclass || '.' || a.attname as reference
         from pg_constraint c
         join unnest(c.conkey, c.confkey) as pair (here, there) on true
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = pair.here
         join pg_attribute o on o.attrelid = c.confrelid and o.attnum = pair.there and o.attname = 'id'
        where c.contype = 'f' and c.confrelid = 'contacts'::regclass`,
    )
    const known = contactReferences.map(({ table, column }) => `${table}.${column}`)
    expect(known.toSorted()).toEqual(rows.map(({ reference }) => reference).toSorted())
  })

  describe('in a client who has one of everything', () => {
    let world: World
    beforeAll(async () => {
      world = await startWorld()
    })
    afterAll(() => world.api.stop())

    it('moves, and comes back with every value when it is undone', async () => {
      const { practice, ada } = world.north
      const [clientId] = ada.ids['clients'] as [string]
      const call = (url: string, body?: object) => world.api.call('POST', url, { as: practice.owner, body })
      const contacts = ada.ids['contacts']!
      const body = { name: 'The one they all are', email: 'all@example.test', tags: ['said once'] }
      const survivor = (await call(`/v1/clients/${clientId}/contacts`, body)).json<Made>()
      const before = await rowsOf(world.api, clientId)
      const response = await call(`/v1/contacts/${survivor.id}/merge`, { from: contacts })
      expect(response.statusCode, response.body).toBe(200)
      const after = JSON.stringify(await rowsOf(world.api, clientId, ['merged_contacts', 'messages']))
      for (const id of contacts) expect(after).not.toContain(id)
      const undone = await call(`/v1/merges/${response.json<Made>().id}/undo`)
      expect(undone.statusCode, undone.body).toBe(200)
      expect(await rowsOf(world.api, clientId)).toEqual(before)
    })
  })
})

describe('200', () => {
  it('gives the survivor what it lacks, all tags and notes, and one history', async () => {
    const introducer = await add({ name: 'Ida Moe' })
    const kept = await add({
      name: 'Ana Berg',
      company: 'Fjord',
      tags: ['Board'],
      notes: 'Sails.',
      nextFollowUpOn: '2026-05-01',
    })
    const twin = await add({
      name: 'Anna Berg', email: 'ana@fjord.example', company: 'Fjord Energy', tags: ['board', 'oslo'], notes: 'Skis.',
      tier: 'inner', doNotContact: true, nextFollowUpOn: '2026-04-01', introducedBy: introducer.id,
    }) // prettier-ignore
    const { clientId, make } = network
    await make(`/v1/clients/${clientId}/interactions`, { ...callWith(kept.id), minutes: 10 })
    await make(`/v1/clients/${clientId}/interactions`, { ...callWith(twin.id), minutes: 20 })
    const both = { ...callWith(kept.id), minutes: 40 }
    await make(`/v1/clients/${clientId}/interactions`, {
      ...both,
      contacts: [{ contactId: kept.id }, { contactId: twin.id, advice: { about: 'the harbour', words: 'Ask them.' } }],
    })
    const before = (await eventsOf(api, network.practice.practiceId)).length
    const { contact, mergedContactIds } = await merged(kept.id, [twin.id])
    expect(mergedContactIds).toEqual([twin.id])
    expect(contact).toMatchObject({
      id: kept.id, name: 'Ana Berg', email: 'ana@fjord.example', company: 'Fjord', tags: ['Board', 'oslo'],
      notes: 'Sails.\n\nSkis.', tier: 'inner', doNotContact: true, nextFollowUpOn: null,
      effort: { interactions: 3, calls: 3, minutes: 70 }, primaryIntroducer: { contactId: introducer.id },
    }) // prettier-ignore
    expect((await eventsOf(api, network.practice.practiceId)).slice(before)).toEqual(['contact.merged'])
    const { data } = await network.read<{ data: { contacts: unknown[] }[] }>(`/v1/contacts/${kept.id}/interactions`)
    expect(data).toHaveLength(3)
    expect(data.flatMap(({ contacts }) => contacts)).toContainEqual({
      contactId: kept.id,
      name: 'Ana Berg',
      advice: { about: 'the harbour', helped: null, words: 'Ask them.', quotable: false },
    })
  })

  it('lets the old id answer with the survivor, through every merge', async () => {
    const [a, b, c] = [await add({ name: 'Aa' }), await add({ name: 'Bb' }), await add({ name: 'Cc' })]
    await merged(b.id, [a.id])
    await merged(c.id, [b.id])
    for (const id of [a.id, b.id, c.id]) expect(await network.read(`/v1/contacts/${id}`)).toMatchObject({ id: c.id })
    const changed = await network.call('PATCH', `/v1/contacts/${a.id}`, { title: 'Was many' })
    expect(changed.json()).toMatchObject({ id: c.id, title: 'Was many' })
    expect((await network.call('GET', `/v1/contacts/${a.id}/interactions`)).statusCode).toBe(200)
    const introduced = await add({ name: 'Dd' })
    await network.make(`/v1/contacts/${a.id}/introductions`, { introducedContactId: introduced.id })
    expect(await network.read(`/v1/contacts/${b.id}/introductions`)).toMatchObject({
      chain: [{ contactId: c.id }],
      tree: [{ contactId: introduced.id }],
    })
    expect((await network.call('POST', `/v1/contacts/${a.id}/erase`)).statusCode).toBe(204)
    expect((await network.call('GET', `/v1/contacts/${c.id}`)).statusCode).toBe(404)
  })

  it('drops introductions of one to the other and the latest that would close a circle', async () => {
    const names = ['Kept', 'Twin', 'Xu', 'Yves']
    const [kept, twin, x, y] = (await Promise.all(names.map((name) => add({ name })))) as [Made, Made, Made, Made]
    const introduce = (by: Made, whom: Made, introducedOn: string) =>
      network.make(`/v1/contacts/${by.id}/introductions`, { introducedContactId: whom.id, introducedOn })
    await introduce(kept, x, '2024-01-01')
    await introduce(x, y, '2024-02-01')
    await introduce(y, twin, '2024-03-01')
    await introduce(kept, twin, '2024-04-01')
    const { id } = await merged(kept.id, [twin.id])
    const chainOf = async (of: Made) => {
      const { chain } = await network.read<{ chain: { name: string }[] }>(`/v1/contacts/${of.id}/introductions`)
      return chain.map(({ name }) => name)
    }
    expect(await chainOf(y)).toEqual(['Kept', 'Xu', 'Yves'])
    expect(await chainOf(kept)).toEqual(['Kept'])
    expect((await undo(id)).statusCode).toBe(200)
    expect(await chainOf(twin)).toEqual(['Kept', 'Xu', 'Yves', 'Twin'])
  })

  it('undoes: what happened since stays with the survivor, what was edited since stays edited', async () => {
    const kept = await add({ name: 'Kari', tags: ['a'] })
    const twin = await add({ name: 'Karin', email: 'karin@example.test', title: 'Editor', tags: ['b'], phone: '1' })
    const { clientId, make, read } = network
    const old = await make(`/v1/clients/${clientId}/interactions`, callWith(twin.id))
    const { id } = await merged(kept.id, [twin.id])
    await network.call('PATCH', `/v1/contacts/${kept.id}`, { title: 'Chief editor', tags: ['a', 'b', 'c'] })
    await network.call('PATCH', `/v1/interactions/${old.id}`, { minutes: 33 })
    await make(`/v1/clients/${clientId}/interactions`, callWith(kept.id))
    const response = await undo(id)
    expect(response.json()).toMatchObject({ id, undoneAt: expect.any(String), contact: { id: kept.id } })
    expect(await read(`/v1/contacts/${kept.id}`)).toMatchObject({
      email: null, phone: null, title: 'Chief editor', tags: ['a', 'c'], effort: { interactions: 1, minutes: 0 },
    }) // prettier-ignore
    expect(await read(`/v1/contacts/${twin.id}`)).toMatchObject({
      id: twin.id, email: 'karin@example.test', title: 'Editor', tags: ['b'], effort: { interactions: 1, minutes: 33 },
    }) // prettier-ignore
    const { data } = await read<{ data: { id: string }[] }>(`/v1/clients/${clientId}/contacts?q=karin&tag=b`)
    expect(data.map((contact) => contact.id)).toEqual([twin.id])
  })
})

describe('404 and 422', () => {
  it('names every id that cannot be merged', async () => {
    const other = await startNetwork(api, network.practice)
    const stranger = await startNetwork(api)
    const kept = await add({ name: 'Kept' })
    const gone = await add({ name: 'Gone' })
    await merged(kept.id, [gone.id])
    const from = [kept.id, other.contactIds[0], stranger.contactIds[0], gone.id, kept.id.toUpperCase()]
    const response = await merge(kept.id, from)
    expect(response.statusCode).toBe(422)
    expect(pointersOf(response)).toEqual(['/from/0', '/from/1', '/from/2', '/from/3', '/from/4'])
    expect(response.json<{ errors: { detail: string }[] }>().errors[3]!.detail).toBe('is part of Kept already')
    expect((await merge(stranger.contactIds[0], [kept.id])).statusCode).toBe(404)
    expect((await merge(kept.id, [])).statusCode).toBe(422)
    expect(
      (
        await merge(
          kept.id,
          Array.from({ length: 21 }, () => kept.id),
        )
      ).statusCode,
    ).toBe(422)
    expect(await network.read(`/v1/contacts/${kept.id}`)).toMatchObject({ id: kept.id })
  })

  it('refuses texts that together are too long', async () => {
    const [a, b] = [
      await add({ name: 'Long', notes: 'x'.repeat(6000) }),
      await add({ name: 'Longer', notes: 'y'.repeat(6000) }),
    ]
    const response = await merge(a.id, [b.id])
    expect(response.statusCode).toBe(422)
    expect(pointersOf(response)).toEqual(['/from'])
  })
})

describe('409', () => {
  it('undoes once, the latest merge first, within 30 days, and not onto somebody else’s address', async () => {
    const [a, b, c] = [
      await add({ name: 'A1', email: 'a1@example.test' }),
      await add({ name: 'B1' }),
      await add({ name: 'C1' }),
    ]
    const first = await merged(b.id, [a.id])
    const second = await merged(c.id, [b.id])
    expect((await undo(first.id)).json()).toMatchObject({ status: 409, code: 'merged_on' })
    expect((await undo(second.id)).statusCode).toBe(200)
    expect((await undo(second.id)).json()).toMatchObject({ status: 409, code: 'merge_undone' })
    await network.call('PATCH', `/v1/contacts/${b.id}`, { email: null })
    const taker = await add({ name: 'Taker', email: 'a1@example.test' })
    expect((await undo(first.id)).json()).toMatchObject({ code: 'contact_email_taken', existingContactId: taker.id })
    await network.call('PATCH', `/v1/contacts/${taker.id}`, { email: null })
    await api.database.admin.query(`update merges set undo_until = now() where id = $1`, [first.id])
    expect((await undo(first.id)).json()).toMatchObject({ status: 409, code: 'merge_too_old' })
  })

  it('merges at once as if one after the other, whoever is merged into whom', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [await add({ name: 'One' }), await add({ name: 'Other' })]
      const { clientId, call } = network
      const url = `/v1/clients/${clientId}/interactions`
      const answers = await Promise.all([
        merge(a.id, [b.id]), merge(b.id, [a.id]), call('POST', url, callWith(a.id)), call('POST', url, callWith(b.id)),
      ]) // prettier-ignore
      const [one, other] = answers.map(({ statusCode }) => statusCode)
      expect([one, other].toSorted()).toEqual([200, 422])
      const logged = answers.slice(2).filter(({ statusCode }) => statusCode === 201).length
      expect(await network.read(`/v1/contacts/${a.id}`)).toMatchObject({ effort: { interactions: logged } })
    }
  })
})
