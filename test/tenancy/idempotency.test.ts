import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'

/* An Idempotency-Key is its caller's own. */

let api: TestApi
let practice: TestPractice
beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
})
afterAll(() => api.stop())

const addClient = (as: string, email = 'ada@example.test') =>
  api.call('POST', '/v1/clients', {
    as,
    body: { name: 'Ada', email, timeZone: 'UTC' },
    headers: { 'idempotency-key': 'first' },
  })

test('the same key in another practice is another key', async () => {
  const other = await api.practice()
  const [here, there] = [await addClient(practice.owner), await addClient(other.owner)]
  expect([here.statusCode, there.statusCode]).toEqual([201, 201])
  expect(there.headers['idempotency-replayed']).toBeUndefined()
  expect(there.json<{ id: string }>().id).not.toBe(here.json<{ id: string }>().id)
})

test('the same key of a colleague is another key', async () => {
  const coach = await practice.member('coach')
  const theirs = await addClient(coach.token, 'ben@example.test')
  expect(theirs.statusCode).toBe(201)
  expect(theirs.headers['idempotency-replayed']).toBeUndefined()
  expect((await addClient(coach.token, 'ben@example.test')).headers['idempotency-replayed']).toBe('true')
})
