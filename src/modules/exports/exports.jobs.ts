import { z } from 'zod'
import { defineJob } from '../../infra/queue/job.ts'

/** Writes the next parts of an export's file. */
export const writeExport = defineJob({
  name: 'exports.write',
  queue: 'background',
  payload: z.strictObject({ exportId: z.uuid() }),
})

/** The file of an export is to be thrown away; the subject is the export. */
export const exportExpires = 'export.expire'
