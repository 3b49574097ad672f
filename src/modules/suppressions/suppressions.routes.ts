import { z } from 'zod'
import { created, noContent, ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { members, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { emailKey, idParams } from '../../http/schemas.ts'
import { listSuppressions } from './suppressions.repository.ts'
import {
  CreateSuppressionBody,
  ListSuppressionsQuery,
  SuppressionPage,
  SuppressionResponse,
} from './suppressions.schemas.ts'
import { getSuppression, liftSuppression, suppress } from './suppressions.service.ts'

const tag = 'suppressions'

export const suppressionRoutes =
  ({ inPractice, pages }: Edge): Routes =>
  async (app) => {
    app.get('/v1/suppressions', {
      schema: operation({
        operationId: 'listSuppressions',
        tag,
        summary: 'List addresses that are not written to, newest first',
        roles: members,
        querystring: ListSuppressionsQuery,
        response: { 200: SuppressionPage },
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { email, clientId } = request.query
          const filters = { clientId, emailKey: email && emailKey(email) }
          return pages.answer(request, await listSuppressions(trx, filters, pages.open(request)))
        }),
    })

    app.post('/v1/suppressions', {
      schema: operation({
        operationId: 'createSuppression',
        tag,
        summary: 'Stop writing to an address',
        description: 'Holds at once, for messages that are queued too. One that stands already is answered with 200.',
        roles: members,
        body: CreateSuppressionBody,
        response: { 200: SuppressionResponse, 201: SuppressionResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { email, clientId = null, reason } = request.body
          const { suppression, isNew } = await suppress(trx, { email, clientId, reason })
          return isNew ? created(`/v1/suppressions/${suppression.id}`, suppression) : ok(suppression)
        }),
    })

    app.get('/v1/suppressions/:id', {
      schema: operation({
        operationId: 'getSuppression',
        tag,
        summary: 'Read a suppression',
        roles: members,
        params: idParams,
        response: { 200: SuppressionResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getSuppression(trx, request.params.id))),
    })

    app.delete('/v1/suppressions/:id', {
      schema: operation({
        operationId: 'liftSuppression',
        tag,
        summary: 'Write to an address again',
        roles: members,
        params: idParams,
        response: { 204: z.undefined() },
        problems: [404, 412],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          requireMatch(request, SuppressionResponse, await getSuppression(trx, request.params.id))
          await liftSuppression(trx, request.params.id)
          return noContent()
        }),
    })
  }
