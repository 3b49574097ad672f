import { ok } from '../../http/answer.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { nothingRuns } from '../periods/periods.problems.ts'
import { ListPeriodsQuery, PeriodPage, ProgressResponse } from '../periods/periods.schemas.ts'
import { listPeriodsOfCommitment, readProgressOf } from './commitments.service.ts'

const tag = 'commitments'

export const progressRoutes =
  ({ inPractice, pages }: Edge): Routes =>
  async (app) => {
    app.get('/v1/commitments/:id/periods', {
      schema: operation({
        operationId: 'listPeriods',
        tag,
        summary: 'List the periods of a commitment, newest first',
        roles: everyone,
        params: idParams,
        querystring: ListPeriodsQuery,
        response: { 200: PeriodPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          pages.answer(
            request,
            await listPeriodsOfCommitment(trx, request.params.id, request.query, pages.open(request)),
          ),
        ),
    })

    app.get('/v1/commitments/:id/progress', {
      schema: operation({
        operationId: 'getProgress',
        tag,
        summary: 'Read how the running period stands',
        description: 'Computed from what was logged, as of now.',
        roles: everyone,
        params: idParams,
        response: { 200: ProgressResponse },
        problems: [404, nothingRuns],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await readProgressOf(trx, request.params.id))),
    })
  }
