import type { z } from 'zod'

/** Queues by how soon their work is wanted, not by what it is. */
export const queueNames = ['mail-transactional', 'mail-bulk', 'background'] as const
export type QueueName = (typeof queueNames)[number]

/**
 * The contract of one kind of job, owned by the module whose work it is.
 * A payload says where to look, never what is so: ids and a practice, no addresses, texts or secrets.
 */
export interface Job<Name extends string = string, Payload extends z.ZodType = z.ZodType> {
  name: Name
  queue: QueueName
  payload: Payload
}

export const defineJob = <const Name extends string, Payload extends z.ZodType>(
  job: Job<Name, Payload>,
): Job<Name, Payload> => job
