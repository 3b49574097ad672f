import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { importerOf } from '../support/address-books.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'

let api: TestApi
let practice: TestPractice
let clientId: string
let importer: ReturnType<typeof importerOf>
let clients = 0

beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
})
afterAll(() => api.stop())
beforeEach(async () => {
  const body = { name: 'Maya Lindqvist', email: `maya${(clients += 1)}@example.test`, timeZone: 'Europe/Berlin' }
  clientId = (await api.call('POST', '/v1/clients', { as: practice.owner, body })).json<{ id: string }>().id
  importer = importerOf(api, { practiceId: practice.practiceId, token: practice.owner, clientId })
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
