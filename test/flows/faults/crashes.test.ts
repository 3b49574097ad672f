import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPost, patience, type Post } from '../../support/post.ts'
import { type CadreProcess, callOver, startApiProcess, startWorkerProcess } from '../../support/processes.ts'

let post: Post
beforeEach(async () => {
  post = await openPost('PostgreSQL')
})
afterEach(() => post.stop())

const crashing = (on: string, as: string) => ({
  ...post.environment,
  NODE_OPTIONS: `--import=${new URL('../../support/crashing-process.ts', import.meta.url).href}`,
  // A busy machine is no crash.
  DATABASE_WAIT_SECONDS: '30',
  CRASH_ON: on,
  CRASH_AS: as,
})

/** The last words of a process that ended by itself, without having been told to. */
async function lastWords(broken: CadreProcess) {
  await expect.poll(() => broken.output(), patience).toContain('nobody caught')
  expect(await broken.end('SIGTERM')).toBe(1)
  expect(broken.output()).not.toMatch(/canary|lindqvist/i)
  const lines = broken.output().trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>).find((line) => line['level'] === 60)
}

const quoteless = { code: '22P02', message: 'invalid input syntax: "…"' }

describe('an error that nobody caught ends an API process: said with the request it came from, and cleanly', () => {
  it.each([
    ['reject', 'app.enter_session'],
    ['throw', 'insert into "idempotency_keys"'],
  ])('%s at %s', async (as, on) => {
    const api = await startApiProcess(crashing(on, as))
    const call = callOver(api, post.practice.owner)
    const body = { name: 'Canary Lindqvist', email: 'canary@people.example', timeZone: 'UTC' }
    const answer = await call('POST', '/v1/clients', { body, headers: { 'idempotency-key': 'once' } })
    // What was asked before is still answered.
    expect(answer.statusCode).toBe(201)
    expect(await lastWords(api)).toMatchObject({
      err: quoteless,
      doing: { reqId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
    })
    await expect(call('GET', '/livez')).rejects.toThrow('fetch failed')
  })
})

describe('an error that nobody caught ends a worker; another sends everything, once', () => {
  it.each([
    ['reject', 'with due as materialized', { job: 'messages.send_bulk' }],
    ['throw', 'set body_started_at', { job: 'messages.send_bulk' }],
  ])('%s at %s', async (as, on, doing) => {
    const worker = await startWorkerProcess(crashing(on, as))
    await post.queue(20)
    expect(await lastWords(worker)).toMatchObject({ err: quoteless, doing })
    await startWorkerProcess({ ...post.environment, QUEUE_REPUBLISH_SECONDS: '1' })
    await expect.poll(() => post.statuses(), patience).toEqual({ sent: 20 })
    expect(post.sink.messages).toHaveLength(20)
  })
})

it.each([
  ['API', () => startApiProcess(crashing('signing_keys', 'reject'))],
  ['worker', () => startWorkerProcess(crashing('update outbox o', 'reject'))],
])('while %s starts, such an error ends it too, and nobody is quoted', async (_, start) => {
  const words = await start().then(
    () => 'it started',
    (error: Error) => error.message,
  )
  expect(words).toContain('nobody caught')
  expect(words).toContain('ended with 1')
  expect(words).not.toMatch(/canary|lindqvist/i)
})
