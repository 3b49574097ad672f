import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startImporter } from '../support/address-books.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'

let api: TestApi
let practice: TestPractice
let clientId: string
let importer: Awaited<ReturnType<typeof startImporter>>['importer']

beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
})
afterAll(() => api.stop())
beforeEach(async () => {
  ;({ clientId, importer } = await startImporter(api, practice))
})

const add = (body: object) => api.call('POST', `/v1/clients/${clientId}/contacts`, { as: practice.owner, body })

describe('whose address is suppressed', () => {
  const suppress = (email: string, body: object) =>
    api.call('POST', '/v1/suppressions', { as: practice.owner, body: { email, ...body } })
  const file = (...people: string[]) => ['name,email', ...people].join('\n')
  const reason = 'email: is suppressed, for they asked not to be written to; lift that first to add them again'

  it('is not brought back, for the practice or for this client, and the dry run says so', async () => {
    await suppress('gone@people.example', { scope: 'practice', reason: 'unsubscribed' })
    await suppress('left@people.example', { scope: 'client', clientId, reason: 'manual' })
    const book = file('Gone,GONE@people.example', 'Left,left@people.example', 'Ana,ana@people.example')
    for (const dryRun of ['true', 'false']) {
      const done = await importer.bringIn(book, { dryRun })
      expect(done.outcomes).toEqual({ create: 1, update: 0, duplicate: 0, reject: 2 })
      expect((await importer.rows(done.id, '&outcome=reject')).map((row) => row.reason)).toEqual([reason, reason])
    }
    expect((await importer.contacts()).map(({ name }) => name)).toEqual(['Ana'])
  })

  it('stays and is kept up to date while they are a contact; nobody else is given the address', async () => {
    await add({ name: 'Cleo', email: 'cleo@people.example' })
    await add({ name: 'Dee' })
    await suppress('cleo@people.example', { scope: 'client', clientId, reason: 'complaint' })
    await suppress('dee@people.example', { scope: 'client', clientId, reason: 'complaint' })
    const done = await importer.bringIn('name,email,title\nCleo,cleo@people.example,Chief\nDee,dee@people.example,\n')
    expect(done.outcomes).toMatchObject({ update: 1, reject: 1 })
    expect(await importer.contacts()).toMatchObject([
      { name: 'Cleo', title: 'Chief' },
      { name: 'Dee', email: null },
    ])
  })

  it('only because mail came back, or by another client, is a person like any other', async () => {
    const body = { name: 'Noor', email: 'noor@example.test', timeZone: 'UTC' }
    const other = (await api.call('POST', '/v1/clients', { as: practice.owner, body })).json<{ id: string }>()
    await suppress('eve@people.example', { scope: 'client', clientId: other.id, reason: 'unsubscribed' })
    await suppress('fay@people.example', { scope: 'practice', reason: 'hard_bounce' })
    const done = await importer.bringIn(file('Eve,eve@people.example', 'Fay,fay@people.example'))
    expect(done.outcomes).toMatchObject({ create: 2, reject: 0 })
  })
})

describe('who was merged', () => {
  const merge = (into: unknown, from: unknown[]) =>
    api.call('POST', `/v1/contacts/${String(into)}/merge`, { as: practice.owner, body: { from } })

  it('does not come back as a second one, by the address or by name and company, until the merge is undone', async () => {
    const file =
      'name,email,company,title\nJon Smith,jon@old.example,Acme,Clerk\nSmith John,,Acme,\nJohn Smith,john@new.example,Acme,\n'
    await importer.bringIn(file)
    const idOf = async (name: string) => (await importer.contacts()).find((one) => one['name'] === name)!['id']
    const john = await idOf('John Smith')
    const merged = await merge(john, [await idOf('Jon Smith'), await idOf('Smith John')])
    for (const dryRun of ['true', 'false']) {
      const again = await importer.bringIn(file, { dryRun })
      expect(again.outcomes).toEqual({ create: 0, update: 0, duplicate: 3, reject: 0 })
      expect((await importer.rows(again.id)).map(({ reason, contactId }) => [reason, contactId])).toEqual([
        ['is part of John Smith, with whom they were merged', john],
        ['is part of John Smith, with whom they were merged', john],
        ['is known already', john],
      ])
    }
    await api.call('POST', `/v1/merges/${merged.json<{ id: string }>().id}/undo`, { as: practice.owner })
    expect((await importer.bringIn(file)).outcomes).toMatchObject({ create: 0, duplicate: 3 })
    expect(await importer.contacts()).toHaveLength(3)
  })

  it('is forgotten with whom they became: none of their addresses comes back', async () => {
    const file = 'name,email\nJon,jon@old.example\nJohn,john@new.example\n'
    await importer.bringIn(file)
    const [john, jon] = await importer.contacts()
    await merge(john!['id'], [jon!['id']])
    const erased = await api.call('POST', `/v1/contacts/${String(john!['id'])}/erase`, { as: practice.owner })
    expect(erased.statusCode).toBe(204)
    expect((await importer.bringIn(file)).outcomes).toMatchObject({ create: 0, reject: 2 })
    const { rows } = await api.database.admin.query(
      'select email_key, name_key from merged_contacts where contact_id = $1',
      [jon!['id']],
    )
    expect(rows).toEqual([{ email_key: null, name_key: null }])
  })
})
