import { stringify } from 'csv-stringify/sync'
import type { z } from 'zod'
import { preferredType } from '../../http/accept.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Look } from '../../http/piecewise.ts'
import { eventStream, followWork } from '../../http/progress-stream.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { importResponse, ImportResponse, ImportRowPage, ListImportRowsQuery } from './imports.schemas.ts'
import { getImport, listRowsOfImport } from './imports.service.ts'
import { subjects } from './network-file.rules.ts'

const tag = 'imports'
const csv = 'text/csv'

export const importReportRoutes =
  ({ inPractice, pages, piecewise }: Edge): Routes =>
  async (app) => {
    app.get('/v1/imports/:id/rows', {
      schema: operation({
        operationId: 'listImportRows',
        tag,
        summary: 'List what became of the rows of an import',
        description:
          'Those that are dealt with so far. `Accept: text/csv`: all of them as a table, safe to open in a spreadsheet.',
        roles: everyone,
        params: idParams,
        querystring: ListImportRowsQuery,
        response: { 200: ImportRowPage },
        alsoAs: [csv],
        problems: [404],
      }),
      handler: (request, reply) => {
        const { params, query } = request
        if (preferredType(request, ['application/json', csv]) === csv) {
          void reply.header('content-disposition', `attachment; filename="import-${params.id}.csv"`)
          return piecewise(request, reply, csv, (look) => reportOn(look, params.id, query.outcome))
        }
        return inPractice(request, reply, async (trx) =>
          pages.answer(request, await listRowsOfImport(trx, params.id, query, pages.open(request))),
        )
      },
    })

    app.get('/v1/imports/:id/stream', {
      schema: operation({
        operationId: 'streamImport',
        tag,
        summary: 'Follow an import while it is worked on',
        description:
          'Server-sent events, read with `fetch` because of the header: `progress` whenever it has moved, `end` when it is done, failed or reverted, each with the import as data. ' +
          'Closed after `end`, or after ten minutes: then ask again.',
        roles: everyone,
        params: idParams,
        response: { 200: ImportResponse },
        alsoAs: [eventStream],
        problems: [404],
      }),
      handler: (request, reply) =>
        piecewise(request, reply, eventStream, (look, gone) =>
          followWork(look, gone, ImportResponse, async (trx) =>
            importResponse(await getImport(trx, request.params.id)),
          ),
        ),
    })
  }

const columns = ['row', 'part', 'outcome', 'reason', ...subjects, 'revert', 'revertReason'] as const
const rowsPerLook = 1000

async function* reportOn(
  look: Look,
  importId: string,
  outcome: z.output<typeof ListImportRowsQuery>['outcome'],
): AsyncGenerator<string> {
  yield stringify([[...columns]])
  let after: string[] | undefined
  do {
    const from = after
    const page = await look((trx) => listRowsOfImport(trx, importId, { outcome }, { limit: rowsPerLook, after: from }))
    const lines = page.data.map(({ number, ...row }) =>
      columns.map((column) => (column === 'row' ? number : row[column])),
    )
    yield stringify(lines, { escape_formulas: true })
    after = page.next ?? undefined
  } while (after)
}
