import { ok } from '../../http/answer.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { EffortResponse } from './effort.schemas.ts'
import { getEffortOfClient, getEffortOfSearch } from './effort.service.ts'

const tag = 'interactions'

export const effortRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.get('/v1/clients/:id/effort', {
      schema: operation({
        operationId: 'getClientEffort',
        tag,
        summary: 'Read what a client has put into their network',
        roles: everyone,
        params: idParams,
        response: { 200: EffortResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getEffortOfClient(trx, request.params.id))),
    })

    app.get('/v1/searches/:id/effort', {
      schema: operation({
        operationId: 'getSearchEffort',
        tag,
        summary: 'Read what a client put into a search',
        description: 'Counts what counts in the search: what names it, or names none and happened on one of its days.',
        roles: everyone,
        params: idParams,
        response: { 200: EffortResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getEffortOfSearch(trx, request.params.id))),
    })
  }
