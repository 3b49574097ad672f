import { afterEach, beforeEach, expect, it } from 'vitest'
import { type LoneApi, startLoneApi } from '../../support/lone-api.ts'

/* Room for everybody to wait, and a database that gets on with nobody. */

const patience = { timeout: 60_000, interval: 50 }

let api: LoneApi
let clientId: string
beforeEach(async () => {
  api = await startLoneApi({ DATABASE_POOL_SIZE: '3', DATABASE_MAX_WAITING: '1000' })
  const body = { name: 'Maya', email: 'maya@client.example', timeZone: 'UTC' }
  clientId = (await api.call('POST', '/v1/clients', { body })).json<{ id: string }>().id
})
afterEach(() => api.stop())

it('whoever would wait in vain is sent away while those who came before still wait', async () => {
  const stalled = await api.lock('contacts')
  let over = 0
  let sentAway = 0
  const ask = async () => {
    const answer = await api.call('GET', `/v1/clients/${clientId}/contacts`)
    const { detail } = answer.json<{ detail?: string }>()
    if (detail?.startsWith('More is being asked') && over === 0) sentAway += 1
    else over += 1
  }
  const asked = Array.from({ length: 30 }, ask)
  await expect.poll(() => api.transactions(), patience).toBe(3)
  await expect
    .poll(() => {
      asked.push(ask())
      return sentAway
    }, patience)
    .toBeGreaterThan(0)
  await stalled.end()
  await Promise.all(asked)
  await expect
    .poll(async () => (await api.call('GET', `/v1/clients/${clientId}/contacts`)).statusCode, patience)
    .toBe(200)
})
