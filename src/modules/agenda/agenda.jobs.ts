import { z } from 'zod'
import { defineJob } from '../../infra/queue/job.ts'

/** Something is due by the clock of this sandbox, which no real time brings about. */
export const runSandbox = defineJob({ name: 'agenda.run_sandbox', queue: 'background', payload: z.strictObject({}) })
