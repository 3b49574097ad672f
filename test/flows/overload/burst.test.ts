import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { json } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type LoneApi, startLoneApi } from '../../support/lone-api.ts'

/* Far more at once than can be done at once: as many as may wait are served, the others are told when to come back. */

const callers = 300
const rounds = 4
const patience = { timeout: 60_000, interval: 50 }

let api: LoneApi
let agent: Agent
beforeEach(async () => {
  api = await startLoneApi({ DATABASE_POOL_SIZE: '4', DATABASE_MAX_WAITING: '40' })
  agent = new Agent({ keepAlive: true, maxSockets: callers })
})
afterEach(async () => {
  agent.destroy()
  await api.stop()
})

interface Answered {
  status: number
  retryAfter: string | undefined
  type: string | undefined
  body: Record<string, unknown>
}

async function post(path: string, body: unknown): Promise<Answered> {
  const headers = { authorization: `Bearer ${api.owner}`, 'content-type': 'application/json' }
  const asking = request(api.url + path, { method: 'POST', headers, agent }).end(JSON.stringify(body))
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  return {
    status: answer.statusCode!,
    retryAfter: answer.headers['retry-after'],
    type: answer.headers['content-type'],
    body: (await json(answer)) as Record<string, unknown>,
  }
}

it('writes what it acknowledges, refuses the rest at once, lives, and recovers by itself', async () => {
  const client = await post('/v1/clients', { name: 'Maya', email: 'maya@client.example', timeZone: 'UTC' })
  const path = `/v1/clients/${String(client.body['id'])}/contacts`
  const answers: Answered[] = []
  const call = async (_none: unknown, caller: number) => {
    for (let round = 0; round < rounds; round += 1)
      answers.push(await post(path, { name: `Reader ${caller} ${round}` }))
  }
  const burst = Promise.all(Array.from({ length: callers }, call))
  const liveness = new Set<number>()
  const readiness = new Set<number>()
  while (answers.length < callers * rounds) {
    liveness.add((await fetch(`${api.url}/livez`, { headers: { connection: 'close' } })).status)
    readiness.add((await fetch(`${api.url}/readyz`, { headers: { connection: 'close' } })).status)
  }
  await burst

  const byStatus = Map.groupBy(answers, ({ status }) => status)
  expect([...byStatus.keys()].toSorted()).toEqual([201, 503])
  for (const { type, retryAfter, body } of byStatus.get(503)!) {
    expect({ type, retryAfter, code: body['code'] }).toEqual({
      type: 'application/problem+json',
      retryAfter: '1',
      code: 'unavailable',
    })
  }
  const written = byStatus.get(201)!.map(({ body }) => body['name'])
  const { rows } = await api.admin.query<{ name: string }>('select name from contacts')
  expect(written.toSorted()).toEqual(rows.map(({ name }) => name).toSorted())
  expect([...liveness]).toEqual([200])
  expect([...readiness].every((status) => status === 200 || status === 503)).toBe(true)

  expect((await post(path, { name: 'Afterwards' })).status).toBe(201)
  expect((await api.call('GET', '/readyz')).statusCode).toBe(200)
  await expect.poll(() => api.transactions(), patience).toBe(0)
})
