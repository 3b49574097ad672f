import { preferredType } from '../../http/accept.ts'
import { ok } from '../../http/answer.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { addressMissing, announcementIncomplete, toldAnotherWay } from './announcements.problems.ts'
import { LetterResponse, OwnNoteResponse } from './own-hands.schemas.ts'
import { draftFile, letterForPrinter, letterToPost, noteForOwnMailbox } from './own-hands.service.ts'

const tag = 'announcements'

/** What clients send with their own hands; that they did so they say with `told`, or by doing the task. */
export const ownHandsRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.get('/v1/announcement-recipients/:id/letter', {
      schema: operation({
        operationId: 'getLetter',
        tag,
        summary: 'Read a letter that the client posts',
        description: 'With `Accept: text/html` as a page that is ready to be printed and signed.',
        roles: everyone,
        params: idParams,
        response: { 200: LetterResponse },
        alsoAs: ['text/html'],
        problems: [404, toldAnotherWay, announcementIncomplete],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { id } = request.params
          const type = preferredType(request, ['application/json', 'text/html'])
          if (type === 'application/json') return ok(await letterToPost(trx, id))
          return { status: 200, text: { type: 'text/html', content: await letterForPrinter(trx, id) } }
        }),
    })

    app.get('/v1/announcement-recipients/:id/draft', {
      schema: operation({
        operationId: 'getDraft',
        tag,
        summary: 'Read a note that the client sends from their own mailbox',
        description:
          '`mailto` opens it in the program they write mail with; with `Accept: message/rfc822` it is an `.eml` file, which opens as a draft.',
        roles: everyone,
        params: idParams,
        response: { 200: OwnNoteResponse },
        alsoAs: ['message/rfc822'],
        problems: [404, toldAnotherWay, addressMissing, announcementIncomplete],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { id } = request.params
          const type = preferredType(request, ['application/json', 'message/rfc822'])
          if (type === 'application/json') return ok(await noteForOwnMailbox(trx, id))
          return {
            status: 200,
            text: { type, content: await draftFile(trx, id) },
            headers: { 'content-disposition': `attachment; filename="${id}.eml"` },
          }
        }),
    })
  }
