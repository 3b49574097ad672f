import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { enterAsSystem, type PracticeTrx } from '../../src/infra/db/scope.ts'
import { newId } from '../../src/infra/security/ids.ts'
import { addMilliseconds } from '../../src/infra/time/calendar.ts'
import { schedule, unschedule } from '../../src/modules/agenda/agenda.service.ts'
import { getClientLocked } from '../../src/modules/clients/clients.service.ts'
import { recordEvent } from '../../src/modules/events/events.service.ts'
import { leaseExpired } from '../../src/modules/messages/messages.jobs.ts'
import { runEntry } from '../../workers/agenda.ts'
import type { AgendaHandler, Handlers } from '../../workers/handlers.ts'
import { createJobRunner } from '../../workers/run-job.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { waitingForLocks } from '../support/locks.ts'
import { startNetwork } from '../support/network.ts'

let api: TestApi
let practice: TestPractice
beforeAll(async () => {
  api = await startTestApi()
})
beforeEach(async () => {
  practice = await api.practice()
})
afterAll(() => api.stop())

const inPractice = <T>(step: (trx: PracticeTrx) => Promise<T>) =>
  enterAsSystem(api.container.db, practice.practiceId, step)

/** Delivers the practice's entries as the queue would, so many times each, all at once. */
async function deliver(handler: AgendaHandler, times = 1): Promise<PromiseSettledResult<void>[]> {
  const handlers = { agenda: { [leaseExpired]: handler } } as unknown as Handlers
  const run = createJobRunner(api.container, handlers, () => {})
  const { rows } = await api.database.admin.query<{ id: string }>('select id from agenda where practice_id = $1', [
    practice.practiceId,
  ])
  const jobs = rows.flatMap(({ id }) => Array.from({ length: times }, () => id))
  return Promise.allSettled(
    jobs.map((agendaId) => run({ name: runEntry, data: { practiceId: practice.practiceId, agendaId } })),
  )
}

const note: AgendaHandler = (trx, { subjectId }) => recordEvent(trx, { kind: 'test.done', subjectId })

async function done(): Promise<string[]> {
  const { rows } = await api.database.admin.query<{ subject: string }>(
    `select subject_id as subject from events where practice_id = $1 and kind = 'test.done'`,
    [practice.practiceId],
  )
  return rows.map((row) => row.subject)
}

const dueAts = async () =>
  (
    await api.database.admin.query<{ due: Date }>('select due_at as due from agenda where practice_id = $1', [
      practice.practiceId,
    ])
  ).rows.map((row) => row.due)

describe('an entry', () => {
  const subjectId = newId()
  const put = (offsetMs: number) =>
    inPractice((trx) => schedule(trx, { kind: leaseExpired, subjectId, dueAt: addMilliseconds(trx.now, offsetMs) }))

  it('is done once, however often it is delivered at the same time', async () => {
    await put(-1000)
    await deliver(note, 8)
    expect(await done()).toEqual([subjectId])
    expect(await dueAts()).toEqual([])
  })

  it('is not done before it is due', async () => {
    await put(60_000)
    await deliver(note)
    expect(await done()).toEqual([])
    expect(await dueAts()).toHaveLength(1)
  })

  it('stays when doing it fails, and nothing of the attempt does', async () => {
    await put(-1000)
    const [end] = await deliver(async (trx, entry) => {
      await note(trx, entry)
      throw new Error('not today')
    })
    expect(end!.status).toBe('rejected')
    expect(await done()).toEqual([])
    expect(await dueAts()).toHaveLength(1)
  })

  it('may put itself on the agenda again', async () => {
    await put(-1000)
    await deliver((trx, { kind, subjectId }) =>
      schedule(trx, { kind, subjectId, dueAt: addMilliseconds(trx.now, 60_000) }),
    )
    expect(await dueAts()).toHaveLength(1)
    expect((await dueAts())[0]!.getTime()).toBeGreaterThan(Date.now())
  })

  it('stands once per kind, subject and period: put there again, it is moved', async () => {
    await put(60_000)
    await put(120_000)
    expect(await dueAts()).toHaveLength(1)
    await inPractice((trx) => unschedule(trx, { kind: leaseExpired, subjectId }))
    expect(await dueAts()).toEqual([])
  })

  it('is put there again by who changes the client whom it is about, while it is about to be done', async () => {
    const { clientId } = await startNetwork(api, practice)
    const entry = { kind: leaseExpired, subjectId, clientId }
    await inPractice((trx) => schedule(trx, { ...entry, dueAt: addMilliseconds(trx.now, -1000) }))
    let delivered: ReturnType<typeof deliver> | undefined
    await inPractice(async (trx) => {
      await getClientLocked(trx, clientId)
      delivered = deliver(async (doing, one) => {
        await getClientLocked(doing, clientId)
        await note(doing, one)
      })
      await expect.poll(() => waitingForLocks(api.database), { timeout: 10_000, interval: 20 }).toBe(1)
      await schedule(trx, { ...entry, dueAt: addMilliseconds(trx.now, -500) })
    })
    expect((await delivered)!.map(({ status }) => status)).not.toContain('rejected')
    expect(await done()).toEqual([subjectId])
  })
})
