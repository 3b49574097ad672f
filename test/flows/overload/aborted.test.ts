import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type LoneApi, startLoneApi } from '../../support/lone-api.ts'

/* Who does not wait for the answer leaves nothing behind: no work, no connection, no transaction. */

const poolSize = 3
const patience = { timeout: 60_000, interval: 50 }

let api: LoneApi
let path: string
beforeEach(async () => {
  // Without its own limit on locks, a statement that waits for one ends when it is cancelled, and not before.
  api = await startLoneApi({ DATABASE_POOL_SIZE: String(poolSize), DATABASE_WAIT_SECONDS: '60' }, (admin) =>
    admin.query(`alter role cadre_app in database ${admin.escapeIdentifier(admin.database!)} set lock_timeout = 0`),
  )
  const body = { name: 'Maya', email: 'maya@client.example', timeZone: 'UTC' }
  const client = await api.call('POST', '/v1/clients', { body })
  path = `/v1/clients/${client.json<{ id: string }>().id}/contacts`
})
afterEach(() => api.stop())

it('what is under way is cancelled, what has not begun is not begun, and nothing is left', async () => {
  const locked = await api.lock('contacts')
  const hangingUp = new AbortController()
  const asked = Array.from({ length: 100 }, (_, n) => ask(n, hangingUp.signal))
  await expect.poll(() => api.transactions(), patience).toBe(poolSize)
  hangingUp.abort()
  expect(new Set((await Promise.allSettled(asked)).map(({ status }) => status))).toEqual(new Set(['rejected']))
  await expect.poll(() => api.transactions(), patience).toBe(0)
  await locked.end()
  await Promise.all(Array.from({ length: 500 }, (_, n) => breakOff(n / 500)))
  await expect.poll(() => api.transactions(), patience).toBe(0)

  expect((await api.call('POST', path, { body: { name: 'Afterwards' } })).statusCode).toBe(201)
  const { rows } = await api.admin.query<{ name: string }>('select name from contacts')
  expect(rows).toEqual([{ name: 'Afterwards' }])
  expect(api.output()).toBe('')
})

const ask = (n: number, signal: AbortSignal) =>
  fetch(api.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.owner}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: `Reader ${n}` }),
    signal,
  })

/** Sends that share of a request, less than all of it, and goes away. */
async function breakOff(share: number): Promise<void> {
  const body = JSON.stringify({ name: 'Half a reader', notes: 'n'.repeat(5000) })
  const request = [
    `POST ${path} HTTP/1.1`,
    'host: cadre.test',
    `authorization: Bearer ${api.owner}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
  await once(socket, 'connect')
  socket.write(request.slice(0, Math.floor(request.length * share)), () => socket.resetAndDestroy())
  await once(socket, 'close')
}
