import { ok, result } from '../../http/answer.ts'
import { coaches, everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { ladderCannotWork } from '../enforcement-policy/policy.problems.ts'
import { standingRefused } from './enforcement.problems.ts'
import { ReasonBody, SimulateBody, SimulationResponse, StandingResponse } from './enforcement.schemas.ts'
import type { Office } from '../links/office.service.ts'
import { simulatePolicy } from './simulating.service.ts'
import { readStanding } from './standing-report.service.ts'
import { reinstateByHand, suspendByHand } from './suspending.service.ts'

const tag = 'enforcement'

export const standingRoutes =
  ({ inPractice }: Edge, office: Office): Routes =>
  async (app) => {
    app.get('/v1/clients/:id/standing', {
      schema: operation({
        operationId: 'getStanding',
        tag,
        summary: 'Read where a client stands on the ladder',
        description:
          'Counted in weeks, Monday to Sunday: a week is missed if any period that ended in it was. What was excused or void neither counts nor breaks a row.',
        roles: everyone,
        params: idParams,
        response: { 200: StandingResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await readStanding(trx, request.params.id))),
    })

    const verbs = {
      suspend: {
        operationId: 'suspendClient',
        summary: 'Stop working with a client for now',
        description:
          'No reminders go out, and the client’s sessions are read-only but for logging, export, privacy and finishing an announcement.',
        act: suspendByHand,
      },
      reinstate: {
        operationId: 'reinstateClient',
        summary: 'Work with a suspended client again',
        description: 'They begin with a clean slate: weeks that ended before it count no more.',
        act: reinstateByHand,
      },
    } as const
    for (const [verb, { operationId, summary, description, act }] of Object.entries(verbs)) {
      app.post(`/v1/clients/:id/${verb}`, {
        schema: operation({
          operationId,
          tag,
          summary,
          description,
          roles: coaches,
          params: idParams,
          body: ReasonBody,
          response: { 200: StandingResponse },
          problems: [404, standingRefused],
        }),
        handler: (request, reply) =>
          inPractice(request, reply, async (trx) => {
            await act(trx, office, request.params.id, request.body.reason)
            return result(await readStanding(trx, request.params.id))
          }),
      })
    }

    app.post('/v1/enforcement-policy/simulate', {
      schema: operation({
        operationId: 'simulateEnforcementPolicy',
        tag,
        summary: 'See what a ladder would have done in the last twelve weeks',
        description:
          'With the ledgers as they are, as if every mail had arrived and nobody had held, confirmed or declined anything. Writes nothing.',
        roles: coaches,
        body: SimulateBody,
        response: { 200: SimulationResponse },
        problems: [404, ladderCannotWork],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => result(await simulatePolicy(trx, request.body))),
    })
  }
