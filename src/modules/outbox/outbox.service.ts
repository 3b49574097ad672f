import { sql } from 'kysely'
import type { z } from 'zod'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Job } from '../../infra/queue/job.ts'

/**
 * Hands work to the queue, in the caller's transaction: it runs if and only if the transaction commits, at least once.
 * The row stays until a worker says the work is done.
 *
 * @throws when the payload does not fit the job's contract
 */
export async function enqueue<Payload extends z.ZodType>(
  trx: PracticeTrx,
  job: Job<string, Payload>,
  payload: z.input<Payload>,
): Promise<void> {
  await trx
    .insertInto('outbox')
    .values({
      practiceId: trx.practiceId,
      job: job.name,
      payload: JSON.stringify(job.payload.parse(payload)),
      traceId: trx.requestId ?? null,
    })
    .execute()
}

/** As `enqueue`, for many payloads in one statement. */
export async function enqueueMany<Payload extends z.ZodType>(
  trx: PracticeTrx,
  job: Job<string, Payload>,
  payloads: z.input<Payload>[],
): Promise<void> {
  const parsed = payloads.map((payload) => job.payload.parse(payload))
  await sql`
    insert into outbox (practice_id, job, payload, trace_id)
    select ${trx.practiceId}, ${job.name}, payload, ${trx.requestId ?? null}
      from jsonb_array_elements(${JSON.stringify(parsed)}::jsonb) as payload`.execute(trx)
}

/**
 * As `enqueue`, unless such work stands there already. Only for work that cannot be finished while this transaction
 * runs: else it could be finished without what this transaction wants done.
 */
export async function enqueueOnce<Payload extends z.ZodType>(
  trx: PracticeTrx,
  job: Job<string, Payload>,
  payload: z.input<Payload>,
): Promise<void> {
  const waiting = await trx
    .selectFrom('outbox')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('job', '=', job.name)
    .where('parkedAt', 'is', null)
    .limit(1)
    .executeTakeFirst()
  if (!waiting) await enqueue(trx, job, payload)
}

/** What this practice's outbox holds besides one job, oldest first; not what was put aside. */
export const listWork = (trx: PracticeTrx, { besides }: { besides: Job }) =>
  trx
    .selectFrom('outbox')
    .select(['id', 'job', 'payload'])
    .where('practiceId', '=', trx.practiceId)
    .where('job', '<>', besides.name)
    .where('parkedAt', 'is', null)
    .orderBy('id')
    .execute()

/**
 * Holds everything that stands in this practice's outbox for a job until the transaction ends; hand the ids to
 * `finishWork`. Whoever comes second waits, and finds only what the first has left.
 */
export async function lockWork(trx: PracticeTrx, job: Job): Promise<string[]> {
  return (await lockWorkToDo(trx, job)).map(({ id }) => id)
}

/** As `lockWork`, with what each asks for. */
export const lockWorkToDo = (trx: PracticeTrx, job: Job) =>
  trx
    .selectFrom('outbox')
    .select(['id', 'payload'])
    .where('practiceId', '=', trx.practiceId)
    .where('job', '=', job.name)
    .orderBy('id')
    .forUpdate()
    .execute()

/** Says that work is done: belongs into the transaction that does the last of it. */
export async function finishWork(trx: PracticeTrx, ids: string[]): Promise<void> {
  await trx.deleteFrom('outbox').where('practiceId', '=', trx.practiceId).where('id', 'in', ids).execute()
}

/**
 * Says that long work goes on, so that it is not handed to another as well for a while. Whoever has it in hands at the
 * same time is not waited for.
 */
export async function keepWork(trx: PracticeTrx, id: string, forMs: number): Promise<void> {
  await sql`
    update outbox set publish_at = greatest(publish_at, now() + ${forMs} * interval '1 millisecond')
     where practice_id = ${trx.practiceId}
       and id = (select id from outbox
                  where practice_id = ${trx.practiceId} and id = ${id} for update skip locked)`.execute(trx)
}

/** Puts work aside that can never succeed, for a person to look at. */
export async function parkWork(trx: PracticeTrx, id: string): Promise<void> {
  await trx
    .updateTable('outbox')
    .set({ parkedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .execute()
}
