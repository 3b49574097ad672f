import { z } from 'zod'
import { created, noContent, ok } from '../../http/answer.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { breakHasBegun, breakOverlaps, breakTooSoon } from './breaks.problems.ts'
import { BreakPage, BreakResponse, DeclareBreakBody, ListBreaksQuery } from './breaks.schemas.ts'
import { callOffBreak, declareBreak, getBreak, listBreaksOfClient } from './breaks.service.ts'

const tag = 'commitments'

export const breakRoutes =
  ({ inPractice, pages }: Edge): Routes =>
  async (app) => {
    app.get('/v1/clients/:id/breaks', {
      schema: operation({
        operationId: 'listBreaks',
        tag,
        summary: "List a client's breaks",
        roles: everyone,
        params: idParams,
        querystring: ListBreaksQuery,
        response: { 200: BreakPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          pages.answer(request, await listBreaksOfClient(trx, request.params.id, pages.open(request))),
        ),
    })

    app.post('/v1/clients/:id/breaks', {
      schema: operation({
        operationId: 'declareBreak',
        tag,
        summary: 'Declare a break, on whose days nothing is asked',
        description:
          'Clients declare breaks ahead, by the notice that the policy asks for; the coach declares any, also one that is over.',
        roles: everyone,
        params: idParams,
        body: DeclareBreakBody,
        response: { 201: BreakResponse },
        problems: [404, breakTooSoon, breakOverlaps],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const declared = await declareBreak(trx, request.params.id, request.body)
          return created(`/v1/breaks/${declared.id}`, declared)
        }),
    })

    app.get('/v1/breaks/:id', {
      schema: operation({
        operationId: 'getBreak',
        tag,
        summary: 'Read a break',
        roles: everyone,
        params: idParams,
        response: { 200: BreakResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getBreak(trx, request.params.id))),
    })

    app.delete('/v1/breaks/:id', {
      schema: operation({
        operationId: 'callOffBreak',
        tag,
        summary: 'Call off a break that has not begun',
        roles: everyone,
        params: idParams,
        response: { 204: z.undefined() },
        problems: [404, breakHasBegun],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          await callOffBreak(trx, request.params.id)
          return noContent()
        }),
    })
  }
