import { created, ok } from '../../http/answer.ts'
import { coaches, members, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { getCoached, takeStepByHand } from './by-hand.service.ts'
import { confirmEscalation, declineEscalation, getEscalation, holdEscalation } from './deciding.service.ts'
import {
  escalationStatusRefused,
  nothingToWriteAbout,
  standingRefused,
  warningNotDelivered,
} from './enforcement.problems.ts'
import {
  EscalationPage,
  EscalationResponse,
  ListEscalationsQuery,
  ReasonBody,
  StepByHandBody,
} from './enforcement.schemas.ts'
import { listEscalations } from './escalations.repository.ts'
import { reconsiderEscalation } from './reconsidering.service.ts'
import type { Office } from '../links/office.service.ts'

const tag = 'enforcement'

export const escalationRoutes =
  ({ inPractice, pages }: Edge, office: Office): Routes =>
  async (app) => {
    app.get('/v1/escalations', {
      schema: operation({
        operationId: 'listEscalations',
        tag,
        summary: 'List the steps of all ladders, the newest first',
        roles: members,
        querystring: ListEscalationsQuery,
        response: { 200: EscalationPage },
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          pages.answer(request, await listEscalations(trx, request.query, pages.open(request))),
        ),
    })

    app.get('/v1/clients/:id/escalations', {
      schema: operation({
        operationId: 'listClientEscalations',
        tag,
        summary: 'List the steps of a client’s ladder, the newest first',
        roles: members,
        params: idParams,
        querystring: ListEscalationsQuery,
        response: { 200: EscalationPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { id: clientId } = await getCoached(trx, request.params.id)
          return pages.answer(request, await listEscalations(trx, { ...request.query, clientId }, pages.open(request)))
        }),
    })

    app.post('/v1/clients/:id/escalations', {
      schema: operation({
        operationId: 'takeStep',
        tag,
        summary: 'Take a step by hand',
        description: 'Its mail goes out when the client may next be written to: by day, once a day, twice a week.',
        roles: coaches,
        params: idParams,
        body: StepByHandBody,
        response: { 201: EscalationResponse },
        problems: [404, standingRefused, nothingToWriteAbout],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const escalation = await takeStepByHand(trx, request.params.id, request.body)
          return created(`/v1/escalations/${escalation.id}`, escalation)
        }),
    })

    app.get('/v1/escalations/:id', {
      schema: operation({
        operationId: 'getEscalation',
        tag,
        summary: 'Read a step',
        roles: members,
        params: idParams,
        response: { 200: EscalationResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getEscalation(trx, request.params.id))),
    })

    app.post('/v1/escalations/:id/confirm', {
      schema: operation({
        operationId: 'confirmEscalation',
        tag,
        summary: 'Let a step be taken',
        description:
          'A proposed suspension begins; a warning that is held or planned goes out; of one that did not arrive it says that you have given it yourself.',
        roles: coaches,
        params: idParams,
        response: { 200: EscalationResponse },
        problems: [404, escalationStatusRefused, warningNotDelivered],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await confirmEscalation(trx, office, request.params.id))),
    })

    app.post('/v1/escalations/:id/reconsider', {
      schema: operation({
        operationId: 'reconsiderEscalation',
        tag,
        summary: 'Decide anew on a step that was declined',
        description: 'A proposed suspension waits for your decision again; a mail is held until you confirm it.',
        roles: coaches,
        params: idParams,
        response: { 200: EscalationResponse },
        problems: [404, escalationStatusRefused],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await reconsiderEscalation(trx, office, request.params.id))),
    })

    const verbs = {
      decline: {
        operationId: 'declineEscalation',
        summary: 'Decline a step: nothing comes of it',
        act: declineEscalation,
      },
      hold: { operationId: 'holdEscalation', summary: 'Hold a step that is planned', act: holdEscalation },
    } as const
    for (const [verb, { operationId, summary, act }] of Object.entries(verbs)) {
      app.post(`/v1/escalations/:id/${verb}`, {
        schema: operation({
          operationId,
          tag,
          summary,
          roles: coaches,
          params: idParams,
          body: ReasonBody,
          response: { 200: EscalationResponse },
          problems: [404, escalationStatusRefused],
        }),
        handler: (request, reply) =>
          inPractice(request, reply, async (trx) => ok(await act(trx, office, request.params.id, request.body.reason))),
      })
    }
  }
