import { accepted, ok } from '../../http/answer.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { readForms } from '../../http/upload.ts'
import { importNotRevertable } from './imports.problems.ts'
import { ImportForm, importResponse, ImportResponse } from './imports.schemas.ts'
import { getImport, requestRevert, startImport } from './imports.service.ts'

const tag = 'imports'

/** By itself, because it alone reads forms. */
export const importUploadRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    await readForms(app)
    app.post('/v1/clients/:id/imports', {
      schema: operation({
        operationId: 'startImport',
        tag,
        summary: 'Import an address book',
        description:
          'A CSV file of LinkedIn (`Connections.csv`), Google Contacts or Outlook, any other CSV, or vCards (2.1 to 4.0), in UTF-8, UTF-16 or Windows-1252; or a network that was exported as JSON, with its searches, interactions, introductions, offers of help and cadences (docs/network-file.md). Landings, announcements and messages do not come back, for nobody is to be told twice. ' +
          'A row is about a contact who has its address, else about one with exactly its name and company; of several rows about one person the first counts. Whoever was merged into another contact is recognised still, and does not come back. ' +
          'A blank leaves what is there, `**CLEAR**` clears it, tags are added; whoever asked to be left alone stays so. Nobody is brought back who was erased, or whose address is suppressed because they asked for it and who is no contact any more: such a row is rejected, in a dry run too. The whole file is read before anything is changed: a file that cannot be read is refused whole, a row that cannot be taken is rejected with a reason. ' +
          'Imports of one client are worked on one after the other; to repeat one is safe.',
        roles: everyone,
        consumes: 'multipart/form-data',
        params: idParams,
        body: ImportForm,
        response: { 202: ImportResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const started = await startImport(trx, request.params.id, request.body)
          return accepted(importResponse(started), `/v1/imports/${started.id}`)
        }),
    })
  }

export const importRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.get('/v1/imports/:id', {
      schema: operation({
        operationId: 'getImport',
        tag,
        summary: 'Read how far an import is',
        roles: everyone,
        params: idParams,
        response: { 200: ImportResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(importResponse(await getImport(trx, request.params.id)))),
    })

    app.post('/v1/imports/:id/revert', {
      schema: operation({
        operationId: 'revertImport',
        tag,
        summary: 'Take an import back',
        description:
          'Within 30 days. What came with it goes, unless it was changed since or something else has come to depend on it; what it changed becomes what it was, unless it was changed again. The rows say what could not be taken back.',
        roles: everyone,
        params: idParams,
        response: { 202: ImportResponse },
        problems: [404, importNotRevertable],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { id } = request.params
          return accepted(importResponse(await requestRevert(trx, id)), `/v1/imports/${id}`)
        }),
    })
  }
