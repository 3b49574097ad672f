import { setTimeout as sleep } from 'node:timers/promises'
import type { Container } from '../../src/container.ts'
import { AppError } from '../../src/errors.ts'
import { enterAsClock, type PracticeTrx } from '../../src/infra/db/scope.ts'
import { problemOfSqlState } from '../../src/infra/db/sqlstate.ts'
import type { Report } from '../../src/infra/logging/reports.ts'
import type { Publication } from '../../src/infra/queue/queues.ts'
import { runSandbox } from '../../src/modules/agenda/agenda.jobs.ts'
import type { AgendaEntry } from '../../src/modules/agenda/agenda.service.ts'
import { enqueue, finishWork, listWork, lockWork } from '../../src/modules/outbox/outbox.service.ts'
import { stopTestClock, takeTurn } from '../../src/modules/sandbox/test-clock.service.ts'

/** What fits into one transaction. */
const turnsPerStep = 20
/** Few enough that other practices get a worker between two slices. */
const stepsPerSlice = 20
const maxAttempts = 3

export interface SandboxOptions {
  doEntry: (trx: PracticeTrx, entry: AgendaEntry) => Promise<void>
  /** Does work of the outbox that would else wait for the queue. */
  runJob: (publication: Publication) => Promise<void>
  stopping: AbortSignal
  report: Report
}

/** What is being done; named when it cannot be. */
interface Deed {
  kind: string
  subjectId: string
}

/**
 * Does what is due in a sandbox by its own clock, which an advance moves from one thing due to the next; what that hands
 * to the queue is done right after it, before the clock moves on. Any number may do so at a time and be killed at any
 * moment: how far it has come stands in the database.
 */
export function createAgendaRunSandbox(
  { db }: Pick<Container, 'db'>,
  { doEntry, runJob, stopping, report }: SandboxOptions,
) {
  /** @returns whether there may be more to do */
  async function step(practiceId: string, maxTurns: number, begin: (deed: Deed) => void): Promise<boolean> {
    const work = await enterAsClock(db, practiceId, async (trx) => {
      for (let turns = 0; turns < maxTurns && !stopping.aborted; turns += 1) {
        const outcome = await takeTurn(trx, {
          besides: runSandbox.name,
          doEntry: (there, entry) => {
            begin(entry)
            return doEntry(there, entry)
          },
        })
        if (outcome === 'waiting') return listWork(trx, { besides: runSandbox })
        if (outcome === 'done') continue
        await endSlice(trx)
        return undefined
      }
      return []
    })
    for (const { id, job, payload } of work ?? []) {
      begin({ kind: job, subjectId: id })
      await runJob({ name: job, data: { practiceId, outboxId: id, payload } })
    }
    return work !== undefined
  }

  /** As `step`; when that fails takes smaller ones, and when that fails again and again, stops the clock. */
  async function insistOnStep(practiceId: string): Promise<boolean> {
    let deed: Deed = { kind: runSandbox.name, subjectId: practiceId }
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await step(practiceId, attempt === 1 ? turnsPerStep : 1, (begun) => (deed = begun))
      } catch (error) {
        // Passes by itself: the outbox brings this work back.
        if (error instanceof Error && problemOfSqlState(error)?.problem.status === 503) throw error
        report(error, `${deed.kind} in a sandbox`)
        if (attempt === maxAttempts) {
          await stop(practiceId, { ...deed, code: error instanceof AppError ? error.problem.code : 'unexpected' })
          return false
        }
      }
      await sleep(100 * attempt)
    }
  }

  const stop = (practiceId: string, { kind, subjectId, code }: Deed & { code: string }) =>
    enterAsClock(db, practiceId, async (trx) => {
      await stopTestClock(trx, { kind, subjectId, code })
      await endSlice(trx)
    })

  return async ({ practiceId }: { practiceId: string }): Promise<void> => {
    for (let steps = 0; steps < stepsPerSlice; steps += 1) {
      if (stopping.aborted) break
      if (!(await insistOnStep(practiceId))) return
    }
    // There may be more to do, by somebody else.
    await enterAsClock(db, practiceId, async (trx) => {
      await endSlice(trx)
      await enqueue(trx, runSandbox, {})
    })
  }
}

async function endSlice(trx: PracticeTrx): Promise<void> {
  const work = await lockWork(trx, runSandbox)
  if (work.length > 0) await finishWork(trx, work)
}
