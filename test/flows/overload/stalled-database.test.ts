import { afterEach, beforeEach, expect, it } from 'vitest'
import { type LoneApi, startLoneApi } from '../../support/lone-api.ts'

/* A database that takes connections and statements, and does not get on with them. */

const patience = { timeout: 60_000, interval: 50 }

let api: LoneApi
let clientId: string
beforeEach(async () => {
  api = await startLoneApi({ DATABASE_POOL_SIZE: '3', DATABASE_MAX_WAITING: '10' })
  const body = { name: 'Maya', email: 'maya@client.example', timeZone: 'UTC' }
  clientId = (await api.call('POST', '/v1/clients', { body })).json<{ id: string }>().id
})
afterEach(() => api.stop())

const list = () => api.call('GET', `/v1/clients/${clientId}/contacts`)

it('refuses everybody in the end, most at once, and goes on when it does', async () => {
  const stalled = await api.lock('contacts')
  const asked = Array.from({ length: 60 }, list)
  await expect.poll(() => api.transactions(), patience).toBeGreaterThan(0)
  expect((await api.call('GET', '/livez')).statusCode).toBe(200)
  for (const answer of await Promise.all(asked)) {
    expect(answer.statusCode, answer.body).toBe(503)
    expect(answer.headers['retry-after']).toBe('1')
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.json<{ code: string }>().code).toBe('unavailable')
  }
  // Its own limit on locks gave every connection back, while the lock was still held.
  await expect.poll(() => api.transactions(), patience).toBe(0)
  await expect.poll(async () => (await api.call('GET', '/readyz')).statusCode, patience).toBe(200)
  expect((await api.call('GET', '/v1/practice')).statusCode).toBe(200)

  await stalled.end()
  await expect.poll(async () => (await list()).statusCode, patience).toBe(200)
})
