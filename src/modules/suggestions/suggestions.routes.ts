import { ok } from '../../http/answer.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { SuggestionsResponse } from './suggestions.schemas.ts'
import { suggestWhomToCall } from './suggestions.service.ts'

export const suggestionRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.get('/v1/searches/:id/suggestions', {
      schema: operation({
        operationId: 'suggestWhomToCall',
        tag: 'searches',
        summary: 'Suggest whom to call first',
        description:
          'At most twenty who helped before and were not spoken with in this search: the chains that led to a job, then ' +
          'introducers, then advisers, each with the reason.',
        roles: everyone,
        params: idParams,
        response: { 200: SuggestionsResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok({ suggestions: await suggestWhomToCall(trx, request.params.id) })),
    })
  }
