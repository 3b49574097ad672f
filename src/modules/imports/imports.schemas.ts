import { z } from 'zod'
import { id, instant, line, pageOf, pageQuery } from '../../http/schemas.ts'
import { isUpload, type Upload } from '../../http/upload.ts'
import { importedFields, nameParts } from './columns.rules.ts'
import type { Import } from './imports.repository.ts'
import { progressOf, revertableUntil } from './imports.rules.ts'
import { networkParts } from './network-file.rules.ts'

const format = z.enum(['linkedin', 'google', 'outlook', 'csv', 'vcard', 'cadre'])
const outcome = z
  .enum(['create', 'update', 'duplicate', 'reject'])
  .describe('`duplicate`: known already and nothing is new, or the same person as an earlier row.')

const columnOf = Object.fromEntries(
  [...importedFields, ...nameParts].map((field) => [field, line(200).optional()]),
) as Record<(typeof importedFields)[number] | (typeof nameParts)[number], z.ZodOptional<z.ZodString>>

export const ImportForm = z.strictObject({
  file: z.custom<Upload>(isUpload, 'must be a file').meta({
    type: 'string',
    format: 'binary',
    description: 'The address book: CSV, vCards or an export as JSON, at most 50 MiB.',
  }),
  format: format
    .optional()
    .describe(
      '`csv`: any table. `cadre`: a network as it is exported as JSON. Default: as the file looks. A file of another format than is said is refused.',
    ),
  mapping: z
    .strictObject(columnOf)
    .refine((mapping) => Object.keys(mapping).length > 0, 'must name at least one column')
    .optional()
    .describe('For any CSV, as JSON: which column holds which field, by its header, such as `{"name":"Voller Name"}`.'),
  dryRun: z.enum(['true', 'false']).default('false').describe('`true`: every row is judged, and nothing is changed.'),
})
export type ImportForm = z.output<typeof ImportForm>

const count = z.int()

export const ImportResponse = z
  .object({
    id,
    clientId: id,
    status: z.enum(['queued', 'running', 'done', 'failed', 'reverted']),
    dryRun: z.boolean(),
    fileName: z.string().nullable(),
    format: format.describe('As which the file is read.'),
    encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
    processed: count.describe('Rows that are dealt with; once a revert was asked for, rows that are taken back.'),
    total: count.nullable().describe('Null until the whole file was read once. Before that nothing is changed.'),
    outcomes: z.object({ create: count, update: count, duplicate: count, reject: count }),
    failure: z
      .object({ code: z.string(), detail: z.string() })
      .nullable()
      .describe('Why the file was refused; nothing of it was taken.'),
    finishedAt: instant.nullable(),
    revertableUntil: instant.nullable(),
    revert: z
      .object({
        requestedAt: instant,
        removed: count.describe('What came with it and is gone again.'),
        restored: count.describe(
          'Contacts that are as they were, but for what was changed since; and how the client keeps in touch.',
        ),
        kept: count.describe('What is left as it is; the rows say why.'),
        finishedAt: instant.nullable(),
      })
      .nullable(),
    createdAt: instant,
  })
  .meta({ id: 'Import' })

/** An import as it is answered. */
export function importResponse(of: Import): z.output<typeof ImportResponse> {
  const { creates: create, updates: update, duplicates: duplicate, rejects: reject } = of
  const { revertRequestedAt: requestedAt, removed, restored, kept, revertedAt: finishedAt } = of
  return {
    ...of,
    ...progressOf(of),
    outcomes: { create, update, duplicate, reject },
    revertableUntil: revertableUntil(of) ?? null,
    revert: requestedAt && { requestedAt, removed, restored, kept, finishedAt },
  }
}

export const ListImportRowsQuery = z.strictObject({ ...pageQuery, outcome: outcome.optional() })

export const ImportRowPage = pageOf(
  z
    .object({
      number: count.describe(
        'As a spreadsheet counts rows, its header included; in a vCard file, the place of the card; in an export, through all lists that are read.',
      ),
      outcome,
      reason: z.string().nullable().describe('Why it was not taken.'),
      part: z.enum(networkParts).describe('Always `contacts` but for the format `cadre`.'),
      contactId: id.nullable().describe('The contact it is about; null once that is gone.'),
      searchId: id.nullable(),
      opportunityId: id.nullable(),
      interviewId: id.nullable(),
      interactionId: id.nullable(),
      introductionId: id.nullable(),
      helpOfferId: id.nullable(),
      revert: z.enum(['removed', 'restored', 'kept']).nullable().describe('What taking the import back did.'),
      revertReason: z.string().nullable().describe('What could not be taken back, and why.'),
    })
    .meta({ id: 'ImportRow' }),
)
