import { enterAsSystem, type PracticeTrx } from '../../src/infra/db/scope.ts'
import { createMailTransport } from '../../src/infra/mail/transport.ts'
import { runSandbox } from '../../src/modules/agenda/agenda.jobs.ts'
import { type AgendaEntry, schedule } from '../../src/modules/agenda/agenda.service.ts'
import { recordEvent } from '../../src/modules/events/events.service.ts'
import { createHandlers } from '../../workers/handlers.ts'
import { createAgendaRunSandbox } from '../../workers/processors/agenda-run-sandbox.processor.ts'
import { createJobRunner, doEntry } from '../../workers/run-job.ts'
import type { TestApi, TestPractice } from './api.ts'

/** A practice whose clock stands where the test put it. */
export interface Sandbox {
  practice: TestPractice
  clock(): Promise<Clock>
  /** Asks the API to move the clock. */
  advance(to: string): ReturnType<TestApi['call']>
  /** One step in the practice, as the system. */
  enter<T>(step: (trx: PracticeTrx) => Promise<T>): Promise<T>
  /** Puts entries on the agenda in one step; the subjects' ids are returned in order. */
  plan(...dueAt: string[]): Promise<string[]>
  /** What `noteDown` noted, in the order in which it happened: subject and instant. */
  noted(): Promise<{ subjectId: string; at: string }[]>
}

export interface Clock {
  now: string
  status: string
  target: string
  processed: number
  total: number
  failure: { kind: string; subjectId: string; code: string } | null
}

export async function makeSandbox(api: TestApi, { standsAt }: { standsAt: string }): Promise<Sandbox> {
  return turnIntoSandbox(api, await api.practice(), standsAt)
}

/** Sets up the clock of a practice that was made behind the API's back. */
export async function turnIntoSandbox(api: TestApi, practice: TestPractice, standsAt: string): Promise<Sandbox> {
  const { practiceId, owner } = practice
  const { admin } = api.database
  await admin.query('update practices set sandbox = true where id = $1', [practiceId])
  await admin.query('insert into test_clocks (practice_id, stands_at, target) values ($1, $2, $2)', [
    practiceId,
    standsAt,
  ])
  const enter: Sandbox['enter'] = async (step) => (await enterAsSystem(api.container.db, practiceId, step))!
  return {
    practice,
    enter,
    clock: async () => (await api.call('GET', '/v1/test-clock', { as: owner })).json(),
    advance: (to) => api.call('POST', '/v1/test-clock/advance', { as: owner, body: { to } }),
    plan: (...dueAt) =>
      enter(async (trx) => {
        const subjects = dueAt.map(() => crypto.randomUUID())
        for (const [n, at] of dueAt.entries()) {
          await schedule(trx, { kind: 'test.planned', subjectId: subjects[n]!, dueAt: new Date(at) })
        }
        return subjects
      }),
    async noted() {
      const { rows } = await admin.query<{ subject_id: string; recorded_at: Date }>(
        `select subject_id, recorded_at from events where practice_id = $1 and kind = 'test.noted' order by position`,
        [practiceId],
      )
      return rows.map((row) => ({ subjectId: row.subject_id, at: row.recorded_at.toISOString() }))
    },
  }
}

/** Does an entry by noting, in its own transaction, that it was done. */
export const noteDown = (trx: PracticeTrx, { subjectId }: AgendaEntry): Promise<void> =>
  recordEvent(trx, { kind: 'test.noted', subjectId })

/**
 * A worker without a queue: does what is due in a sandbox until it arrives, or as long as it is let. What tests planned
 * it notes, unless they say what else; all else it does as every worker.
 */
export function createSandboxWorker(
  api: TestApi,
  { doPlanned = noteDown, stopping = new AbortController().signal }: SandboxWorkerOptions = {},
) {
  const { container } = api
  const report = () => {}
  const lane = { sessions: 1, transport: createMailTransport({ url: container.config.smtpUrl, maxSessions: 1 }) }
  const handlers = createHandlers(container, { lanes: { transactional: lane, bulk: lane }, stopping, report })
  const run = createAgendaRunSandbox(container, {
    doEntry: (trx, entry) => (entry.kind.startsWith('test.') ? doPlanned(trx, entry) : doEntry(handlers, trx, entry)),
    runJob: createJobRunner(container, handlers, report),
    stopping,
    report,
  })
  const hasWork = (practiceId: string) =>
    enterAsSystem(container.db, practiceId, async (trx) => {
      const work = await trx.selectFrom('outbox').select('id').where('job', '=', runSandbox.name).execute()
      return work.length > 0
    })

  return async function runToTheEnd({ practice: { practiceId } }: Pick<Sandbox, 'practice'>): Promise<void> {
    while (!stopping.aborted && (await hasWork(practiceId))) await run({ practiceId })
  }
}

interface SandboxWorkerOptions {
  doPlanned?: (trx: PracticeTrx, entry: AgendaEntry) => Promise<void>
  stopping?: AbortSignal
}
