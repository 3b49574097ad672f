import { preferredType } from '../../http/accept.ts'
import { ok } from '../../http/answer.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { NetworkQuery, NetworkResponse } from './network.schemas.ts'
import { getNetwork, getNetworkPicture } from './network.service.ts'

export const networkRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.get('/v1/clients/:id/network', {
      schema: operation({
        operationId: 'getNetwork',
        tag: 'contacts',
        summary: "Read a client's network: who introduced whom, and to what it led",
        description:
          'With `Accept: image/svg+xml` as a picture: tiers told apart by shape, the path to a landing highlighted.',
        roles: everyone,
        params: idParams,
        querystring: NetworkQuery,
        response: { 200: NetworkResponse },
        alsoAs: ['image/svg+xml'],
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { params, query } = request
          const type = preferredType(request, ['application/json', 'image/svg+xml'])
          if (type === 'application/json') return ok(await getNetwork(trx, params.id, query.limit))
          return {
            status: 200,
            text: { type, content: await getNetworkPicture(trx, params.id, query) },
            resource: true,
          }
        }),
    })
  }
