import { z } from 'zod'
import type { Container } from '../src/container.ts'
import { AppError } from '../src/errors.ts'
import { enterAsSystem, type PracticeTrx } from '../src/infra/db/scope.ts'
import type { Report } from '../src/infra/logging/reports.ts'
import { whileDoing } from '../src/infra/process/doing.ts'
import type { Publication } from '../src/infra/queue/queues.ts'
import { type AgendaKind, jobs } from '../src/jobs.ts'
import { type AgendaEntry, takeDueEntry } from '../src/modules/agenda/agenda.service.ts'
import { parkWork } from '../src/modules/outbox/outbox.service.ts'
import { runEntry } from './agenda.ts'
import type { Handlers, Work } from './handlers.ts'

const Entry = z.object({ practiceId: z.uuid(), agendaId: z.uuid() })
const OutboxWork = z.object({ practiceId: z.uuid(), outboxId: z.uuid(), payload: z.unknown() })

/** Runs whatever the queue delivers. A failure is the queue's to forget: outbox and agenda bring it back. */
export function createJobRunner({ db }: Pick<Container, 'db'>, handlers: Handlers, report: Report) {
  async function runAgendaEntry({ practiceId, agendaId }: z.output<typeof Entry>): Promise<void> {
    const work = async (trx: PracticeTrx): Promise<void> => {
      const entry = await takeDueEntry(trx, agendaId)
      if (entry) await doEntry(handlers, trx, entry)
    }
    await whileDoing({ job: runEntry, agendaId }, () => enterAsSystem(db, practiceId, work))
  }

  async function runOutboxJob(name: string, { practiceId, outboxId, payload }: Work<unknown>): Promise<void> {
    const job = jobs.find((one) => one.name === name)
    if (!job) throw new Error(`nobody does the job ${name}`)
    try {
      const work = { practiceId, outboxId, payload: job.payload.parse(payload) }
      // What a job's own contract has parsed is what its processor takes.
      const doJob = handlers.jobs[job.name] as (work: Work<unknown>) => Promise<void>
      await whileDoing({ job: job.name, outboxId }, () => doJob(work))
    } catch (error) {
      if (!isHopeless(error)) throw error
      report(error, `${name} ${outboxId}, which is parked,`)
      await enterAsSystem(db, practiceId, (trx) => parkWork(trx, outboxId))
    }
  }

  return ({ name, data }: Publication): Promise<void> =>
    name === runEntry ? runAgendaEntry(Entry.parse(data)) : runOutboxJob(name, OutboxWork.parse(data))
}

/** Does what an entry asks that was taken off the agenda. @throws when nobody does such a thing */
export async function doEntry(
  { agenda }: Pick<Handlers, 'agenda'>,
  trx: PracticeTrx,
  entry: AgendaEntry,
): Promise<void> {
  const handler = agenda[entry.kind as AgendaKind]
  if (!handler) throw new Error(`nobody does ${entry.kind} of the agenda`)
  await handler(trx, entry)
}

/** A refusal by our own rules, or a payload that fits no contract: another attempt would end the same. */
const isHopeless = (error: unknown): boolean =>
  error instanceof z.ZodError || (error instanceof AppError && error.problem.status < 500)
