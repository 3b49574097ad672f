import { sql } from 'kysely'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineProblem } from '../../src/errors.ts'
import type { PracticeTrx } from '../../src/infra/db/scope.ts'
import { schedule } from '../../src/modules/agenda/agenda.service.ts'
import { queueMessage } from '../../src/modules/messages/messages.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { createSandboxWorker, makeSandbox, noteDown } from '../support/sandbox.ts'

/* What is due by the clock of a sandbox: once, in order, each at its own instant, whoever does it and dies of it. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const monday = '2026-03-02T09:00:00.000Z'
const friday = '2026-03-06T09:00:00.000Z'
const sandbox = () => makeSandbox(api, { standsAt: monday })

/** Instants a minute apart from Monday on. */
const minutes = (count: number) =>
  Array.from({ length: count }, (_, n) => new Date(Date.parse(monday) + (n + 1) * 60_000).toISOString())

const letterTo = (name: string) => ({
  kind: 'announcement',
  lane: 'bulk' as const,
  from: { name: 'Maya Lindqvist', address: 'maya@sender.example' },
  to: { name, address: `${name.toLowerCase()}@reader.example` },
  subject: 'Good news',
  text: `Dear ${name},\n\nI start on Monday.`,
})

describe('order', () => {
  it('is that of the instants, and at one instant that of planning; each sees its own as now', async () => {
    const here = await sandbox()
    const [third, first, fourth, second] = await here.plan(
      '2026-03-04T10:00:00.000Z',
      '2026-03-03T10:00:00.000Z',
      '2026-03-04T10:00:00.000Z',
      '2026-03-03T10:00:00.001Z',
    )
    await here.advance(friday)
    await createSandboxWorker(api)(here)
    expect(await here.noted()).toEqual([
      { subjectId: first, at: '2026-03-03T10:00:00.000Z' },
      { subjectId: second, at: '2026-03-03T10:00:00.001Z' },
      { subjectId: third, at: '2026-03-04T10:00:00.000Z' },
      { subjectId: fourth, at: '2026-03-04T10:00:00.000Z' },
    ])
  })

  it('takes in what is planned on the way, if it is due on the way', async () => {
    const here = await sandbox()
    await here.plan('2026-03-03T00:00:00.000Z', '2026-03-05T00:00:00.000Z')
    await here.advance(friday)
    await createSandboxWorker(api, {
      // Every day again, and once at the very instant.
      doPlanned: async (trx, entry) => {
        await noteDown(trx, entry)
        if (entry.kind !== 'test.planned') return
        const tomorrow = new Date(trx.now.getTime() + 86_400_000)
        await schedule(trx, { kind: 'test.planned', subjectId: randomUUID(), dueAt: tomorrow })
        await schedule(trx, { kind: 'test.at_once', subjectId: randomUUID(), dueAt: trx.now })
      },
    })(here)
    expect((await here.noted()).map(({ at }) => at.slice(8, 10))).toEqual(
      '03 03 04 04 05 05 05 05 06 06 06 06'.split(' '),
    )
    expect(await here.clock()).toMatchObject({ now: friday, status: 'ready', processed: 12, total: 12 })
    const { rows } = await api.database.admin.query(
      `select count(*)::integer from agenda where practice_id = $1 and due_at > $2`,
      [here.practice.practiceId, friday],
    )
    expect(rows).toEqual([{ count: 2 }])
  })

  it('what is handed to the queue is done before the clock moves on', async () => {
    const here = await sandbox()
    await here.plan('2026-03-03T10:00:00.000Z', '2026-03-03T10:00:00.001Z')
    await here.advance(friday)
    await createSandboxWorker(api, {
      doPlanned: (trx) => queueMessage(trx, letterTo('Ines')).then(() => {}),
    })(here)
    const { rows } = await api.database.admin.query<{ sent_at: Date; status: string; captured: boolean }>(
      'select sent_at, status, captured from messages where practice_id = $1 order by sent_at',
      [here.practice.practiceId],
    )
    expect(rows).toEqual([
      { sent_at: new Date('2026-03-03T10:00:00.000Z'), status: 'delivered', captured: true },
      { sent_at: new Date('2026-03-03T10:00:00.001Z'), status: 'delivered', captured: true },
    ])
  })
})

describe('once', () => {
  it('with three workers at it', async () => {
    const here = await sandbox()
    const planned = await here.plan(...minutes(100))
    await here.advance(friday)
    const workers = [1, 2, 3].map(() => createSandboxWorker(api))
    await Promise.all(workers.map((work) => work(here)))
    expect((await here.noted()).map(({ subjectId }) => subjectId)).toEqual(planned)
    expect(await here.clock()).toMatchObject({ status: 'ready', processed: 100, total: 100 })
  })

  it('when a worker goes away in the middle, inside a step as between two', async () => {
    const here = await sandbox()
    const planned = await here.plan(...minutes(50))
    await here.advance(friday)
    const stopping = new AbortController()
    let done = 0
    await createSandboxWorker(api, {
      stopping: stopping.signal,
      doPlanned: async (trx, entry) => {
        await noteDown(trx, entry)
        done += 1
        if (done === 20) stopping.abort()
      },
    })(here)
    expect(await here.clock()).toMatchObject({ status: 'advancing', processed: 20, total: 50 })
    // What kills a worker in a step also takes back what the step did.
    const cutOff = createSandboxWorker(api, {
      doPlanned: async (trx, entry) => {
        await noteDown(trx, entry)
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
        await api.database.admin.query('select pg_terminate_backend($1, 10000)', [rows[0]!.pid])
      },
    })
    await expect(cutOff(here)).rejects.toThrow()
    expect(await here.clock()).toMatchObject({ status: 'advancing', processed: 20, total: 50 })
    await createSandboxWorker(api)(here)
    expect((await here.noted()).map(({ subjectId }) => subjectId)).toEqual(planned)
  })

  it('over several slices', async () => {
    const here = await sandbox()
    const planned = await here.plan(...minutes(450))
    await here.advance(friday)
    await createSandboxWorker(api)(here)
    expect((await here.noted()).map(({ subjectId }) => subjectId)).toEqual(planned)
    expect(await left(here.practice.practiceId)).toEqual({ agenda: 0, outbox: 0 })
  })
})

describe('without being moved', () => {
  it('does what is due at the instant at which it stands', async () => {
    const here = await sandbox()
    const [now] = await here.plan(monday, '2026-03-03T10:00:00.000Z')
    await createSandboxWorker(api)(here)
    expect(await here.noted()).toEqual([{ subjectId: now, at: monday }])
    expect(await here.clock()).toMatchObject({ now: monday, status: 'ready' })
  })
})

describe('when something cannot be done', () => {
  const brokenTwice = defineProblem('test_broken_twice', 500, 'Broken')
  const failing = (problem: () => Error, isBroken: (trx: PracticeTrx) => boolean) =>
    createSandboxWorker(api, {
      doPlanned: async (trx, entry) => {
        await noteDown(trx, entry)
        if (isBroken(trx)) throw problem()
      },
    })

  it('stops before it, says what and why, and lets it be mended and tried again', async () => {
    const here = await sandbox()
    const [before, broken, after] = await here.plan(...minutes(3))
    await here.advance(friday)
    let isBroken = true
    const work = failing(() => brokenTwice(), (trx) => isBroken && trx.now.toISOString() === minutes(3)[1]) // prettier-ignore
    await work(here)
    expect(await here.clock()).toEqual({
      now: minutes(3)[0],
      status: 'failed',
      target: friday,
      processed: 1,
      total: 3,
      failure: { kind: 'test.planned', subjectId: broken, code: 'test_broken_twice' },
    })
    const renamed = await api.call('PATCH', '/v1/practice', { as: here.practice.owner, body: { name: 'Mended' } })
    expect(renamed.statusCode, renamed.body).toBe(200)
    isBroken = false
    expect((await here.advance(friday)).statusCode).toBe(202)
    await work(here)
    expect((await here.noted()).map(({ subjectId }) => subjectId)).toEqual([before, broken, after])
    expect(await here.clock()).toMatchObject({ now: friday, status: 'ready', processed: 2, total: 2, failure: null })
  })

  it('a failure that passes is not noticed', async () => {
    const here = await sandbox()
    const planned = await here.plan(...minutes(3))
    await here.advance(friday)
    let failures = 0
    await failing(() => new Error('for a moment'), () => (failures += 1) === 2)(here) // prettier-ignore
    expect((await here.noted()).map(({ subjectId }) => subjectId)).toEqual(planned)
    expect(await here.clock()).toMatchObject({ now: friday, status: 'ready' })
  })
})

async function left(practiceId: string) {
  const { rows } = await api.database.admin.query<{ agenda: number; outbox: number }>(
    `select (select count(*)::integer from agenda where practice_id = $1) as agenda,
            (select count(*)::integer from outbox where practice_id = $1) as outbox`,
    [practiceId],
  )
  return rows[0]
}
