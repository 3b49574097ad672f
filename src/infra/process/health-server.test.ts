import { afterEach, expect, test } from 'vitest'
import { startHealthServer } from './health-server.ts'
import type { Serving } from './serve.ts'

let health: Serving
let isReady: () => Promise<boolean>
const statusOf = async (path: string) => (await fetch(health.url + path)).status

afterEach(() => health.stop())

async function open(): Promise<void> {
  health = await startHealthServer({ host: '127.0.0.1', port: 0, isReady: () => isReady() })
}

test('is alive, and ready while it can work', async () => {
  isReady = async () => true
  await open()
  expect([await statusOf('/livez'), await statusOf('/readyz')]).toEqual([200, 200])
  isReady = async () => false
  expect([await statusOf('/livez'), await statusOf('/readyz')]).toEqual([200, 503])
  isReady = () => Promise.reject(new Error('no database'))
  expect([await statusOf('/livez'), await statusOf('/readyz')]).toEqual([200, 503])
})

test('has nothing else to say', async () => {
  isReady = async () => true
  await open()
  expect([await statusOf('/'), await statusOf('/metrics')]).toEqual([404, 404])
})
