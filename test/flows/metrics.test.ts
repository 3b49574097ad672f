import { afterEach, beforeEach, expect, it } from 'vitest'
import { firstFreePort } from '../../src/infra/embedded/free-port.ts'
import { openPost, patience, type Post } from '../support/post.ts'
import { callOver, startApiProcess, startWorkerProcess } from '../support/processes.ts'

let post: Post
beforeEach(async () => {
  post = await openPost('PostgreSQL', {
    behaviour: ({ phase, to }) => {
      if (phase === 'rcpt' && to.startsWith('reader0')) return { reply: '550 5.1.1 No such user' }
      return phase === 'accepted' && to.startsWith('reader1@') ? 'cut' : undefined
    },
  })
})
afterEach(() => post.stop())

async function startMeasured(start: typeof startApiProcess) {
  const port = await firstFreePort(0)
  const process = await start({ ...post.environment, OPERATOR_PORT: String(port) })
  const read = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`)
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    return await response.text()
  }
  return { process, read }
}

/** The value of a sample; undefined when it is not told. */
function sample(text: string, name: string, labels: Record<string, string> = {}): number | undefined {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  const line = text
    .split('\n')
    .find((line) => new RegExp(`^${name}[ {]`).test(line) && wanted.every((label) => line.includes(label)))
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')))
}

it('an API process counts and times requests by route, and tells of its pool and of itself', async () => {
  const { process, read } = await startMeasured(startApiProcess)
  const call = callOver(process, post.practice.owner)
  const client = { name: 'Canary Lindqvist', email: 'canary@example.test', timeZone: 'UTC' }
  const { id } = (await call('POST', '/v1/clients', { body: client })).json<{ id: string }>()
  await call('GET', `/v1/clients/${id}?canary=1`)
  await call('GET', `/v1/clients/${post.practice.practiceId}`)
  await call('GET', '/canary')
  await call('BREW' as 'GET', '/v1/clients').catch(() => undefined)

  const text = await read()
  const requests = (labels: Record<string, string>) => sample(text, 'cadre_http_request_duration_seconds_count', labels)
  expect(requests({ method: 'POST', route: '/v1/clients', status: '2xx' })).toBe(1)
  expect(requests({ method: 'GET', route: '/v1/clients/:id', status: '2xx' })).toBe(1)
  expect(requests({ method: 'GET', route: '/v1/clients/:id', status: '4xx' })).toBe(1)
  expect(requests({ route: 'none', status: '4xx' })).toBe(1)
  expect(sample(text, 'cadre_db_pool_connections', { pool: 'app', state: 'total' })).toBeGreaterThan(0)
  expect(sample(text, 'cadre_db_pool_connections', { pool: 'app', state: 'waiting' })).toBe(0)
  expect(sample(text, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0)
  expect(sample(text, 'process_resident_memory_bytes')).toBeGreaterThan(0)
  for (const secret of ['anary', id, post.practice.practiceId, 'Northlight', post.practice.owner]) {
    expect(text).not.toContain(secret)
  }
  // The figures are not where the world is.
  expect((await call('GET', '/metrics')).statusCode).toBe(404)
})

it('a worker process tells what waits, what was sent, and what became of it', async () => {
  const before = await startMeasured(startWorkerProcess)
  expect(sample(await before.read(), 'cadre_messages_uncertain')).toBe(0)
  expect(sample(await before.read(), 'cadre_outbox_oldest_seconds')).toBe(0)
  await before.process.end('SIGTERM')

  await post.queue(12)
  await post.api.database.admin.query(
    `update outbox set created_at = created_at - interval '1 hour', publish_at = now() + interval '1 hour';
     insert into agenda (practice_id, kind, subject_id, due_at, publish_at, sandbox)
     select id, 'canary', id, now() - interval '2 hours', now() - interval '2 hours', true from practices`,
  )
  const { read } = await startMeasured(startWorkerProcess)
  const waiting = await read()
  expect(sample(waiting, 'cadre_outbox_jobs', { job: 'messages.send_bulk', state: 'waiting' })).toBe(1)
  expect(sample(waiting, 'cadre_outbox_oldest_seconds')).toBeGreaterThan(3599)
  expect(sample(waiting, 'cadre_agenda_lag_seconds')).toBe(0)
  expect(sample(waiting, 'cadre_agenda_due')).toBe(0)
  expect(sample(waiting, 'cadre_queue_jobs', { queue: 'mail-bulk', state: 'wait' })).toBe(0)

  await post.api.database.admin.query('update outbox set publish_at = now()')
  await expect.poll(() => post.statuses(), patience).toEqual({ sent: 10, bounced: 1, uncertain: 1 })
  const after = await read()
  const delivered = (outcome: string) => sample(after, 'cadre_mail_deliveries_total', { lane: 'bulk', outcome })
  expect([delivered('sent'), delivered('rejected'), delivered('uncertain')]).toEqual([10, 1, 1])
  expect(sample(after, 'cadre_messages_uncertain')).toBe(1)
  expect(sample(after, 'cadre_db_pool_connections', { pool: 'relay', state: 'total' })).toBeGreaterThan(0)
  for (const secret of ['reader', 'Maya', 'Northlight', 'canary', post.practice.practiceId]) {
    expect(after).not.toContain(secret)
  }
})

it('what cannot be looked up is left out; the rest is told', async () => {
  const { read } = await startMeasured(startWorkerProcess)
  await post.api.database.admin.query('revoke execute on function app.count_uncertain from cadre_relay')
  const text = await read()
  expect(sample(text, 'cadre_messages_uncertain')).toBeUndefined()
  expect(sample(text, 'cadre_agenda_due')).toBe(0)
})
