import { ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { everyone, operation, owners } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { PracticeResponse, UpdatePracticeBody } from './practices.schemas.ts'
import { editPractice, getPractice, getPracticeLocked } from './practices.service.ts'

const tag = 'practice'

export const practiceRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.get('/v1/practice', {
      schema: operation({
        operationId: 'getPractice',
        tag,
        summary: 'Read the practice you are signed in to',
        roles: everyone,
        response: { 200: PracticeResponse },
      }),
      handler: (request, reply) => inPractice(request, reply, async (trx) => ok(await getPractice(trx))),
    })

    app.patch('/v1/practice', {
      schema: operation({
        operationId: 'editPractice',
        tag,
        summary: 'Change the practice',
        roles: owners,
        body: UpdatePracticeBody,
        response: { 200: PracticeResponse },
        problems: [412],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          requireMatch(request, PracticeResponse, await getPracticeLocked(trx))
          return ok(await editPractice(trx, request.body))
        }),
    })
  }
