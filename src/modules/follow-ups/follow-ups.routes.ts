import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { FollowUpPage, ListFollowUpsQuery } from './follow-ups.schemas.ts'
import { listFollowUps } from './follow-ups.service.ts'

export const followUpRoutes =
  ({ inPractice, pages }: Edge): Routes =>
  async (app) => {
    app.get('/v1/clients/:id/follow-ups', {
      schema: operation({
        operationId: 'listFollowUps',
        tag: 'follow-ups',
        summary: 'List whom a client should be in touch with',
        description:
          'Who is overdue comes first, the longest by their own rhythm, then who is due, the closest first; each with ' +
          'why now, what they last talked about, and how to begin.',
        roles: everyone,
        params: idParams,
        querystring: ListFollowUpsQuery,
        response: { 200: FollowUpPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { params, query } = request
          return pages.answer(request, await listFollowUps(trx, params.id, query, pages.open(request)))
        }),
    })
  }
