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

/** Agenda: messages of a lane that were put off are due. The period is the lane, a space, and when. */
export const putOffIsDue = 'messages.put_off_is_due'

/** Agenda: a message of a campaign bounced, or its reader complained: the campaign, which is the subject, may be going wrong. */
export const campaignIsWatched = 'messages.campaign_is_watched'

/** Agenda: a worker has neither finished its slice nor renewed its lease, which is the subject. */
export const leaseExpired = 'messages.lease_expired'
