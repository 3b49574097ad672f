import { z } from 'zod'
import { defineJob } from '../../infra/queue/job.ts'

/** The follow-ups of a client, or of all clients, are to be worked out anew. */
export const planFollowUpsAnew = defineJob({
  name: 'cadences.plan',
  queue: 'background',
  payload: z.strictObject({ clientId: z.uuid().nullable() }),
})

/** As much has changed of a client's follow-ups as changes while letters leave; the subject is the client. */
export const planIsDue = 'cadence.plan'
