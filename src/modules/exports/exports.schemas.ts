import { z } from 'zod'
import { id, instant } from '../../http/schemas.ts'

const format = z
  .enum(['json', 'csv', 'vcard', 'ics'])
  .describe(
    '`json`: everything, to be imported again (docs/network-file.md); `csv`, `vcard`: the people, to be imported again or elsewhere; `ics`: what happened, as a calendar.',
  )

export const StartExportBody = z.strictObject({ format: format.default('json') })

export const ExportResponse = z
  .object({
    id,
    clientId: id,
    format,
    status: z.enum(['queued', 'running', 'done', 'failed']),
    processed: z.int().describe('How many things are written.'),
    total: z.int().describe('How many there are; 0 until it has begun.'),
    bytes: z.int(),
    downloadUrl: z
      .string()
      .nullable()
      .describe('Where the file is, to be opened without a token: whoever has the link has the file.'),
    expiresAt: instant.nullable().describe('Until when the link is good.'),
    finishedAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'Export' })
