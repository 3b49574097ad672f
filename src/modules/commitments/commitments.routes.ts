import { created, ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { coaches, coachesAndTheClient, everyone, members, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import {
  acceptCommitment,
  endCommitment,
  pauseCommitment,
  resumeCommitment,
  withdrawAcceptance,
} from './accepting.service.ts'
import { commitmentEnded, commitmentStatusRefused, onlyMoreOfOneself } from './commitments.problems.ts'
import type { Commitment } from './commitments.repository.ts'
import {
  AcceptCommitmentBody,
  CommitmentPage,
  CommitmentResponse,
  ListCommitmentsQuery,
  ProposeCommitmentBody,
  ProposeCommitmentsBody,
  ProposeCommitmentsResponse,
  UpdateCommitmentBody,
} from './commitments.schemas.ts'
import {
  getCommitment,
  getCommitmentLocked,
  inWords,
  listCommitmentsOfClient,
  proposeCommitments,
} from './commitments.service.ts'
import { editCommitment } from './editing.service.ts'

const tag = 'commitments'

/** @param tellClients what is proposed reaches the clients */
export const commitmentRoutes =
  ({ inPractice, pages }: Edge, tellClients: (trx: PracticeTrx, proposed: Commitment[]) => Promise<void>): Routes =>
  async (app) => {
    app.get('/v1/clients/:id/commitments', {
      schema: operation({
        operationId: 'listCommitments',
        tag,
        summary: "List a client's commitments",
        roles: everyone,
        params: idParams,
        querystring: ListCommitmentsQuery,
        response: { 200: CommitmentPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          pages.answer(
            request,
            await listCommitmentsOfClient(trx, request.params.id, request.query, pages.open(request)),
          ),
        ),
    })

    app.post('/v1/clients/:id/commitments', {
      schema: operation({
        operationId: 'proposeCommitment',
        tag,
        summary: 'Propose a commitment',
        description: 'The client gets a mail with a link to accept it; nothing is judged before they do.',
        roles: members,
        params: idParams,
        body: ProposeCommitmentBody,
        response: { 201: CommitmentResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const entry = { ...request.body, clientId: request.params.id }
          const proposed = await proposeCommitments(trx, [entry], () => '')
          await tellClients(trx, proposed)
          return created(`/v1/commitments/${proposed[0]!.id}`, inWords(proposed[0]!))
        }),
    })

    app.post('/v1/commitments/batch', {
      schema: operation({
        operationId: 'proposeCommitments',
        tag,
        summary: 'Propose commitments to several clients',
        description: 'All of them or none. Each client gets a mail with a link to accept.',
        roles: members,
        body: ProposeCommitmentsBody,
        response: { 201: ProposeCommitmentsResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const proposed = await proposeCommitments(trx, request.body.commitments, (index) => `/commitments/${index}`)
          await tellClients(trx, proposed)
          return { status: 201, body: { commitments: proposed.map(inWords) } }
        }),
    })

    app.get('/v1/commitments/:id', {
      schema: operation({
        operationId: 'getCommitment',
        tag,
        summary: 'Read a commitment',
        roles: everyone,
        params: idParams,
        response: { 200: CommitmentResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(inWords(await getCommitment(trx, request.params.id)))),
    })

    app.patch('/v1/commitments/:id', {
      schema: operation({
        operationId: 'editCommitment',
        tag,
        summary: 'Change a commitment',
        description:
          'What it asks changes with the next period. Asking for more holds at once if the client agrees; clients themselves can only ask more of themselves.',
        roles: coachesAndTheClient,
        params: idParams,
        body: UpdateCommitmentBody,
        response: { 200: CommitmentResponse },
        problems: [404, 412, commitmentEnded, onlyMoreOfOneself],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const commitment = await getCommitmentLocked(trx, request.params.id)
          requireMatch(request, CommitmentResponse, inWords(commitment))
          return ok(inWords(await editCommitment(trx, commitment, request.body)))
        }),
    })

    app.post('/v1/commitments/:id/accept', {
      schema: operation({
        operationId: 'acceptCommitment',
        tag,
        summary: 'Accept a commitment',
        description: 'The client accepts it, or their coach records when and how they agreed in person.',
        roles: coachesAndTheClient,
        params: idParams,
        body: AcceptCommitmentBody,
        response: { 200: CommitmentResponse },
        problems: [404, commitmentStatusRefused],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const commitment = await getCommitmentLocked(trx, request.params.id)
          return ok(inWords(await acceptCommitment(trx, commitment, request.body)))
        }),
    })

    app.post('/v1/commitments/:id/withdraw-acceptance', {
      schema: operation({
        operationId: 'withdrawAcceptance',
        tag,
        summary: 'Take an acceptance back on the day it was given',
        description: 'The commitment is proposed again. A client takes back what they accepted, not what was recorded.',
        roles: coachesAndTheClient,
        params: idParams,
        response: { 200: CommitmentResponse },
        problems: [404, commitmentStatusRefused],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const commitment = await getCommitmentLocked(trx, request.params.id)
          return ok(inWords(await withdrawAcceptance(trx, commitment)))
        }),
    })

    const changes = {
      pause: { change: pauseCommitment, summary: 'Pause a commitment: what runs is void' },
      resume: { change: resumeCommitment, summary: 'Resume a commitment, from today on' },
      end: { change: endCommitment, summary: 'End a commitment with today' },
    } as const
    for (const [verb, { change, summary }] of Object.entries(changes)) {
      app.post(`/v1/commitments/:id/${verb}`, {
        schema: operation({
          operationId: `${verb}Commitment`,
          tag,
          summary,
          roles: coaches,
          params: idParams,
          response: { 200: CommitmentResponse },
          problems: [404, commitmentStatusRefused],
        }),
        handler: (request, reply) =>
          inPractice(request, reply, async (trx) =>
            ok(inWords(await change(trx, await getCommitmentLocked(trx, request.params.id)))),
          ),
      })
    }
  }
