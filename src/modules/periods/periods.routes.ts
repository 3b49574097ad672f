import { ok } from '../../http/answer.ts'
import { coaches, everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { decideOnDispute, disputePeriod, excusePeriod, withdrawDispute, withdrawExcuse } from './excusing.service.ts'
import {
  alreadyDisputed,
  notDisputed,
  notExcused,
  nothingToDispute,
  nothingToExcuse,
  periodClosed,
} from './periods.problems.ts'
import { DecideDisputeBody, PeriodResponse, ReasonBody } from './periods.schemas.ts'
import { getPeriod, getPeriodLocked, shown } from './periods.service.ts'

const tag = 'commitments'

export const periodRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.get('/v1/periods/:id', {
      schema: operation({
        operationId: 'getPeriod',
        tag,
        summary: 'Read a period and its verdict',
        roles: everyone,
        params: idParams,
        response: { 200: PeriodResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(shown(trx, await getPeriod(trx, request.params.id)))),
    })

    app.post('/v1/periods/:id/excuse', {
      schema: operation({
        operationId: 'excusePeriod',
        tag,
        summary: 'Excuse a period that was missed, or may be',
        description: 'If it is met all the same, it is met.',
        roles: coaches,
        params: idParams,
        body: ReasonBody,
        response: { 200: PeriodResponse },
        problems: [404, nothingToExcuse, periodClosed],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const period = await getPeriodLocked(trx, request.params.id)
          return ok(shown(trx, await excusePeriod(trx, period, request.body.reason)))
        }),
    })

    app.post('/v1/periods/:id/withdraw-excuse', {
      schema: operation({
        operationId: 'withdrawExcuse',
        tag,
        summary: 'Take an excuse back',
        description: 'The period stands as it would without; a dispute that the excuse upheld is undecided again.',
        roles: coaches,
        params: idParams,
        response: { 200: PeriodResponse },
        problems: [404, notExcused, periodClosed],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const period = await getPeriodLocked(trx, request.params.id)
          return ok(shown(trx, await withdrawExcuse(trx, period)))
        }),
    })

    app.post('/v1/periods/:id/dispute', {
      schema: operation({
        operationId: 'disputePeriod',
        tag,
        summary: 'Say that a verdict is wrong',
        description: 'Nothing more follows from the ledger until the coach decides, who is given a task.',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        body: ReasonBody,
        response: { 200: PeriodResponse },
        problems: [404, nothingToDispute, alreadyDisputed, periodClosed],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const period = await getPeriodLocked(trx, request.params.id)
          return ok(shown(trx, await disputePeriod(trx, period, request.body.reason)))
        }),
    })

    app.post('/v1/periods/:id/withdraw-dispute', {
      schema: operation({
        operationId: 'withdrawDispute',
        tag,
        summary: 'Take a dispute back that is not decided',
        description: 'The verdict stands as if it had never been disputed, and may be disputed again.',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        response: { 200: PeriodResponse },
        problems: [404, notDisputed],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const period = await getPeriodLocked(trx, request.params.id)
          return ok(shown(trx, await withdrawDispute(trx, period)))
        }),
    })

    app.post('/v1/periods/:id/decide-dispute', {
      schema: operation({
        operationId: 'decideDispute',
        tag,
        summary: 'Decide on a dispute',
        description: 'Upheld, the period is excused; rejected, its verdict stands.',
        roles: coaches,
        params: idParams,
        body: DecideDisputeBody,
        response: { 200: PeriodResponse },
        problems: [404, notDisputed, nothingToExcuse],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const period = await getPeriodLocked(trx, request.params.id)
          return ok(shown(trx, await decideOnDispute(trx, period, request.body)))
        }),
    })
  }
