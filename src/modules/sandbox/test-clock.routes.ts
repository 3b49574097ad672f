import { accepted, ok } from '../../http/answer.ts'
import { coaches, members, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { AdvanceTestClockBody, TestClockResponse } from './test-clock.schemas.ts'
import { advanceTestClock, getTestClock } from './test-clock.service.ts'

const tag = 'sandbox'

export const testClockRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.get('/v1/test-clock', {
      schema: operation({
        operationId: 'getTestClock',
        tag,
        summary: 'Read the clock of a sandbox',
        description: 'There is none in other practices.',
        roles: members,
        response: { 200: TestClockResponse },
        problems: [404],
      }),
      handler: (request, reply) => inPractice(request, reply, async (trx) => ok(await getTestClock(trx))),
    })

    app.post('/v1/test-clock/advance', {
      schema: operation({
        operationId: 'advanceTestClock',
        tag,
        summary: 'Move the clock of a sandbox forward',
        description:
          'Everything that falls due on the way is done once, in order, each at its own instant. Meanwhile the practice can only be read.',
        roles: coaches,
        // It finds out for itself, and must not wait for its own end.
        whileClockAdvances: true,
        body: AdvanceTestClockBody,
        response: { 202: TestClockResponse },
        problems: [404, 409],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          accepted(await advanceTestClock(trx, request.body.to), '/v1/test-clock'),
        ),
    })
  }
