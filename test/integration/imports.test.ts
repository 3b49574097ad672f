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

describe('202: a file comes in', () => {
  it('is said to be queued, then done, with what became of its rows', async () => {
    const answer = await importer.send(
      'Name,Email,Company\nAna Ruiz,ana@people.example,Acme\n,,\nno name,not an address,\n',
    )
    expect(answer.statusCode).toBe(202)
    const started = answer.json<{ id: string }>()
    expect(answer.headers.location).toBe(`/v1/imports/${started.id}`)
    expect(started).toMatchObject({ status: 'queued', format: 'csv', encoding: 'utf-8', processed: 0, total: null })
    const done = await importer.bringIn('Name\nBea\n')
    expect(done).toMatchObject({ status: 'done', processed: 1, total: 1 })
    expect(await importer.read(started.id)).toMatchObject({
      status: 'done', processed: 2, total: 2, outcomes: { create: 1, update: 0, duplicate: 0, reject: 1 },
      fileName: 'people.csv', failure: null, revert: null,
    }) // prettier-ignore
    expect(await importer.rows(started.id)).toMatchObject([
      { number: 2, outcome: 'create', reason: null },
      {
        number: 4,
        outcome: 'reject',
        reason: 'email: must be one e-mail address such as ada@example.org',
        contactId: null,
      },
    ])
    expect(await importer.contacts()).toMatchObject([
      { name: 'Ana Ruiz', email: 'ana@people.example', company: 'Acme', tier: 'extended' },
      { name: 'Bea' },
    ])
  })
})

const add = async (body: object) =>
  (await api.call('POST', `/v1/clients/${clientId}/contacts`, { as: practice.owner, body })).json<{ id: string }>()
const edit = (id: string, body: object) => api.call('PATCH', `/v1/contacts/${id}`, { as: practice.owner, body })
const revert = (id: string) => api.call('POST', `/v1/imports/${id}/revert`, { as: practice.owner })
const count = async (query: string) =>
  (await api.database.admin.query<{ count: number }>(`select count(*)::integer as count from ${query}`)).rows[0]!.count

describe('verdicts', () => {
  const book = [
    'name,email,company,phone,tags,title',
    'Ana Ruiz,ANA@people.example,Acme,+1 1,friends,', // by address: a new phone, one more tag; the blank leaves the title
    'Bea Lund,,Harbour,,,**CLEAR**', // by name and company
    'bea  lund,bea@people.example,HARBOUR,,,', // the same person again
    'Bea Lund,other@people.example,Elsewhere,,,', // another company: another person
    'Cy Roth,cy@people.example,Acme,,,', // two of one name and company with addresses of their own: two people
    'Cy Roth,cy.roth@people.example,Acme,,,',
    'Dan Poe,dan@people.example,,,,',
    `${'x'.repeat(201)},x@people.example,,,,`,
    'Eve,eve@people.example,a,b,c,d,e',
  ].join('\n')

  const expectVerdicts = async (id: string) =>
    expect((await importer.rows(id)).map(({ number, outcome, reason }) => [number, outcome, reason])).toEqual([
      [2, 'update', null],
      [3, 'update', null],
      [4, 'duplicate', 'is about the same person as row 3'],
      [5, 'create', null],
      [6, 'create', null],
      [7, 'create', null],
      [8, 'duplicate', 'is known already'],
      [9, 'reject', 'name: must have at most 200 characters'],
      [10, 'reject', 'has 7 cells, but there are 6 columns'],
    ])

  it('are the same in a dry run, which changes nothing, and in earnest; events tell of every change', async () => {
    const ana = await add({ name: 'Ana', email: 'ana@people.example', title: 'Clerk', tags: ['choir'] })
    const bea = await add({ name: 'Bea Lund', company: 'Harbour', title: 'Pilot' })
    await add({ name: 'Dan Poe', email: 'dan@people.example' })
    const before = await importer.contacts()
    const dry = await importer.bringIn(book, { dryRun: 'true' })
    expect(dry).toMatchObject({ status: 'done', outcomes: { create: 3, update: 2, duplicate: 2, reject: 2 } })
    await expectVerdicts(dry.id)
    expect(await importer.contacts()).toEqual(before)
    expect((await revert(dry.id)).json()).toMatchObject({ status: 409, code: 'import_not_revertable' })

    const events = await count('events')
    const done = await importer.bringIn(book)
    await expectVerdicts(done.id)
    expect(done.outcomes).toEqual(dry.outcomes)
    // Five contacts, and that it began and ended.
    expect((await count('events')) - events).toBe(7)
    const contacts = new Map((await importer.contacts()).map((contact) => [contact['id'], contact]))
    expect(contacts.get(ana.id)).toMatchObject({
      name: 'Ana Ruiz', phone: '+1 1', title: 'Clerk', tags: ['choir', 'friends'], company: 'Acme',
    }) // prettier-ignore
    expect(contacts.get(bea.id)).toMatchObject({ name: 'Bea Lund', email: null, title: null })
    expect(await importer.bringIn(book)).toMatchObject({ outcomes: { create: 0, update: 0, duplicate: 7, reject: 2 } })
  })

  it('are listed by outcome, page after page, and as a table that no spreadsheet runs', async () => {
    const { id } = await importer.bringIn(book)
    const rejected = await importer.rows(id, '&outcome=reject')
    expect(rejected.map(({ number }) => number)).toEqual([9, 10])
    const table = await api.call('GET', `/v1/imports/${id}/rows?outcome=reject`, {
      as: practice.owner,
      headers: { accept: 'text/csv' },
    })
    expect(table.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(table.body).toBe(
      'row,part,outcome,reason,contactId,searchId,opportunityId,interviewId,interactionId,introductionId,helpOfferId,revert,revertReason\n' +
        '9,contacts,reject,name: must have at most 200 characters,,,,,,,,,\n' +
        '10,contacts,reject,"has 7 cells, but there are 6 columns",,,,,,,,,\n',
    )
  })

  it('hold over the borders of batches and slices', async () => {
    const people = Array.from({ length: 2500 }, (_, n) => `Person ${n},person${n}@people.example`)
    const file = ['name,email', ...people, ...people.slice(0, 10)].join('\n')
    for (const dryRun of ['true', 'false']) {
      const done = await importer.bringIn(file, { dryRun })
      expect(done).toMatchObject({ total: 2510, processed: 2510, outcomes: { create: 2500, duplicate: 10 } })
    }
    expect(await count(`contacts where client_id = '${clientId}'`)).toBe(2500)
  })
})

describe('taking back', () => {
  it('removes who came and restores what was changed, but for what was touched since', async () => {
    const ana = await add({ name: 'Ana', email: 'ana@people.example', title: 'Clerk', phone: '1' })
    const done = await importer.bringIn(
      'name,email,title,phone\nAna,ana@people.example,Chief,2\nBea,bea@people.example,,\nCy,,,\nDan,,,\n',
    )
    const id = new Map((await importer.contacts()).map((contact) => [contact['name'], String(contact['id'])]))
    await edit(ana.id, { phone: '3' })
    await edit(id.get('Cy')!, { notes: 'Called back.' })
    await api.call('POST', `/v1/clients/${clientId}/interactions`, {
      as: practice.owner,
      body: { type: 'call', occurredAt: '2025-03-03T10:00:00Z', contacts: [{ contactId: id.get('Dan') }] },
    })
    const asked = await revert(done.id)
    expect(asked.statusCode).toBe(202)
    expect(asked.json()).toMatchObject({ status: 'queued', processed: 0, total: 4 })
    await importer.bringIn('name\nEve\n')
    expect(await importer.read(done.id)).toMatchObject({
      status: 'reverted', processed: 4, total: 4, revert: { removed: 1, restored: 1, kept: 2 },
    }) // prettier-ignore
    expect((await importer.rows(done.id)).map(({ revert, revertReason }) => [revert, revertReason])).toEqual([
      ['restored', 'changed since, and left: phone'],
      ['removed', null],
      ['kept', 'the contact was changed since'],
      ['kept', 'the contact has a history by now'],
    ])
    const names = (await importer.contacts()).map(({ name, title, phone }) => [name, title, phone])
    expect(names).toEqual([['Ana', 'Clerk', '3'], ['Cy', null, null], ['Dan', null, null], ['Eve', null, null]]) // prettier-ignore
    expect((await revert(done.id)).json()).toMatchObject({ code: 'import_not_revertable' })
  })

  it('is possible for 30 days', async () => {
    const { id } = await importer.bringIn('name\nAna\n')
    await api.database.admin.query(`update imports set finished_at = now() - interval '31 days' where id = $1`, [id])
    expect((await revert(id)).json()).toMatchObject({ detail: 'It can be taken back for 30 days only.' })
  })
})

describe('a file sent twice', () => {
  it('with one Idempotency-Key is one import; another file with that key is refused', async () => {
    const headers = { 'idempotency-key': `book-${clientId}` }
    const first = await importer.send('name\nAna\n', {}, headers)
    const again = await importer.send('name\nAna\n', {}, headers)
    expect(again.headers['idempotency-replayed']).toBe('true')
    expect(again.json<{ id: string }>().id).toBe(first.json<{ id: string }>().id)
    expect((await importer.send('name\nBea\n', {}, headers)).json()).toMatchObject({ code: 'idempotency_key_reused' })
  })

  it('at once is two imports, the second of which finds everybody', async () => {
    const file = 'name,company\nAna,Acme\nBea,Acme\n'
    const [one, two] = await Promise.all([importer.send(file), importer.send(file)])
    const third = await importer.bringIn(file)
    const outcomes = await Promise.all([one, two].map((answer) => importer.read(answer.json<{ id: string }>().id)))
    expect(outcomes.map(({ outcomes }) => outcomes.create).toSorted()).toEqual([0, 2])
    expect(third.outcomes).toMatchObject({ create: 0, duplicate: 2 })
  })
})

describe('over a connection', () => {
  let origin: string
  beforeAll(async () => {
    origin = await api.app.listen({ host: '127.0.0.1', port: 0 })
  })

  it('progress is told until the end', async () => {
    const { id } = (await importer.send('name\nAna\n')).json<{ id: string }>()
    const headers = { authorization: `Bearer ${practice.owner}` }
    const stream = await fetch(`${origin}/v1/imports/${id}/stream`, { headers })
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    await importer.bringIn('name\nBea\n')
    const events = (await stream.text()).split('\n\n').filter((event) => event.startsWith('event: '))
    expect(events[0]).toMatch(/^event: progress\ndata: {.*"status":"(queued|running)"/)
    expect(events.at(-1)).toMatch(/^event: end\ndata: {.*"status":"done"/)
    const nothing = await fetch(`${origin}/v1/imports/${clientId}/stream`, { headers })
    expect(nothing.status).toBe(404)
  })

  it('a file that is cut off half-way leaves nothing, and one that is too large is not waited for', async () => {
    const imports = await count('imports')
    const headers = { authorization: `Bearer ${practice.owner}`, 'content-type': 'multipart/form-data; boundary=x' }
    const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nname\n'
    const sendPieces = async (pieces: () => AsyncGenerator<Uint8Array>) =>
      fetch(`${origin}/v1/clients/${clientId}/imports`, {
        method: 'POST',
        headers,
        body: ReadableStream.from(pieces()),
        duplex: 'half',
      })
    const cut = sendPieces(async function* () {
      yield Buffer.from(`${head}Ana\n`)
      throw new Error('cut off')
    })
    await expect(cut).rejects.toThrow()
    let sent = 0
    const endless = await sendPieces(async function* () {
      yield Buffer.from(head)
      for (; sent < 2_000; sent += 1) yield Buffer.alloc(1_048_576, 'x\n')
    }).then(
      (answer) => answer.status,
      () => 413,
    )
    expect(endless).toBe(413)
    expect(sent).toBeLessThan(200)
    expect(await count('imports')).toBe(imports)
    expect(await count('import_chunks')).toBe(0)
  })
})

describe('422: a form that is not one', () => {
  it.each<[string, Record<string, string>, string]>([
    ['a format there is not', { format: 'xml' }, '/format'],
    ['a mapping that is no JSON', { mapping: 'name' }, '/mapping'],
    ['a mapping of a field there is not', { mapping: '{"shoeSize":"x"}' }, '/mapping/shoeSize'],
    ['a mapping to columns there are not', { mapping: '{"name":"Nombre"}' }, '/file'],
    ['another format than is said', { format: 'linkedin', mapping: '' }, '/mapping'],
    ['vCards that are none', { format: 'vcard' }, '/file'],
    ['a field there is not', { speed: 'high' }, '/speed'],
  ])('%s', async (_, fields, pointer) => {
    const answer = await importer.send('name\nAna\n', fields)
    expect(answer.statusCode, answer.body).toBe(422)
    expect(answer.json<{ errors: { pointer: string }[] }>().errors[0]!.pointer).toBe(pointer)
  })

  it('JSON is not read here', async () => {
    const answer = await api.call('POST', `/v1/clients/${clientId}/imports`, {
      as: practice.owner,
      body: { file: 'x' },
    })
    expect(answer.statusCode).toBe(415)
  })
})

it('whoever must not be written to stays so when they come again', async () => {
  await importer.bringIn('name,email,do not contact\nBo,bo@people.example,yes\n')
  for (const word of ['no', '**CLEAR**']) {
    const again = await importer.bringIn(`name,email,do not contact\nBo,bo@people.example,${word}\n`)
    expect(again.outcomes).toMatchObject({ update: 0, duplicate: 1 })
  }
  expect(await count(`contacts where email_key = 'bo@people.example' and do_not_contact`)).toBe(1)
})
