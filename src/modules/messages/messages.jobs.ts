import { z } from 'zod'
import { defineJob } from '../../infra/queue/job.ts'

/** One lane of one practice has messages to send. Says nothing of which: the processor claims what is due. */
export const sendMessages = {
  transactional: defineJob({
    name: 'messages.send_transactional',
    queue: 'mail-transactional',
    payload: z.strictObject({}),
  }),
  bulk: defineJob({ name: 'messages.send_bulk', queue: 'mail-bulk', payload: z.strictObject({}) }),
}
