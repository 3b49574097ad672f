import { z } from 'zod'
import { defineJob } from '../../infra/queue/job.ts'

/** Agenda: digests of the practice are due. The subject is who had it noted, the period when. */
export const digestsDue = 'digests.due'

/** Agenda: everybody of the practice, which is the subject, is to be given the day of their next digest. */
export const digestsToSchedule = 'digests.to_schedule'

/** Digests of the practice are planned, and to be written. */
export const writeDigests = defineJob({ name: 'digests.write', queue: 'background', payload: z.strictObject({}) })
