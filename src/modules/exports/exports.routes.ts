import type { Kysely } from 'kysely'
import { Readable } from 'node:stream'
import { z } from 'zod'
import { accepted, ok } from '../../http/answer.ts'
import { everyone, operation } from '../../http/operation.ts'
import { eventStream, followWork } from '../../http/progress-stream.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import type { Database } from '../../infra/db/database.ts'
import type { Office } from '../links/office.service.ts'
import { exportResponse, openDownload } from './downloads.service.ts'
import { ExportResponse, StartExportBody } from './exports.schemas.ts'
import { getExport, startExport } from './exports.service.ts'

const tag = 'data'

export const exportRoutes =
  ({ inPractice, piecewise, db }: Edge & { db: Kysely<Database> }, office: Office): Routes =>
  async (app) => {
    app.post('/v1/clients/:id/exports', {
      schema: operation({
        operationId: 'startExport',
        tag,
        summary: "Write a client's network into a file",
        description:
          'Ask for the export until it is `done`: then it has a link to the file, good for a day. As JSON, imported into an empty network it makes an equal one, but for landings, which are told to people once (docs/network-file.md).',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        body: StartExportBody,
        response: { 202: ExportResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const started = await startExport(trx, request.params.id, request.body.format)
          return accepted(exportResponse(office, trx, started), `/v1/exports/${started.id}`)
        }),
    })

    app.get('/v1/exports/:id', {
      schema: operation({
        operationId: 'getExport',
        tag,
        summary: 'Read how far an export is, and where its file is',
        roles: everyone,
        params: idParams,
        response: { 200: ExportResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          ok(exportResponse(office, trx, await getExport(trx, request.params.id))),
        ),
    })

    app.get('/v1/exports/:id/stream', {
      schema: operation({
        operationId: 'streamExport',
        tag,
        summary: 'Follow an export while it is written',
        description:
          'Server-sent events, read with `fetch` because of the header: `progress` whenever it has moved, `end` when it is done or failed, each with the export as data. ' +
          'Closed after `end`, or after ten minutes: then ask again.',
        roles: everyone,
        params: idParams,
        response: { 200: ExportResponse },
        alsoAs: [eventStream],
        problems: [404],
      }),
      handler: (request, reply) =>
        piecewise(request, reply, eventStream, (look, gone) =>
          followWork(look, gone, ExportResponse, async (trx) =>
            exportResponse(office, trx, await getExport(trx, request.params.id)),
          ),
        ),
    })

    app.get('/downloads/:token', {
      schema: { hide: true, params: z.object({ token: z.string().max(200) }) },
      handler: async (request, reply) => {
        const { mediaType, fileName, bytes, chunks } = await openDownload(db, office, request.params.token)
        return reply
          .headers({
            'content-type': mediaType,
            'content-length': String(bytes),
            'content-disposition': `attachment; filename="${fileName}"`,
            'cache-control': 'no-store',
            'referrer-policy': 'no-referrer',
          })
          .send(Readable.from(chunks))
      },
    })
  }
