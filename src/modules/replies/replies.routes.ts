import { ok } from '../../http/answer.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { RecipientResponse } from '../announcements/announcements.schemas.ts'
import { RepliedBody } from './replies.schemas.ts'
import { recordReply } from './replies.service.ts'

export const replyRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.post('/v1/announcement-recipients/:id/replied', {
      schema: operation({
        operationId: 'recordReply',
        tag: 'announcements',
        summary: 'Record that somebody answered the news',
        description:
          'Nothing further goes to them by itself: a note that has not left is taken back, a call need not be made. The answer is logged as a conversation.',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        body: RepliedBody,
        response: { 200: RecipientResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await recordReply(trx, request.params.id, request.body))),
    })
  }
