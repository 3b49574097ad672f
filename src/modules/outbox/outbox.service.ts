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
  { availableAt = trx.now }: { availableAt?: Date } = {},
): Promise<void> {
  await trx
    .insertInto('outbox')
    .values({
      practiceId: trx.practiceId,
      job: job.name,
      payload: JSON.stringify(job.payload.parse(payload)),
      availableAt,
      traceId: trx.requestId ?? null,
    })
    .execute()
}
