import { ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { coachesAndTheClient, everyone, members, operation, owners } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import { CadencePolicyBody, CadencePolicyResponse } from './cadences.schemas.ts'
import {
  getClientCadencePolicy,
  getClientCadencePolicyLocked,
  getPracticeCadencePolicy,
  getPracticeCadencePolicyLocked,
  writeClientCadencePolicy,
  writePracticeCadencePolicy,
} from './policies.service.ts'

const tag = 'follow-ups'
const replans = 'All follow-ups it concerns are worked out anew, which may take a moment.'

export const cadencePolicyRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.get('/v1/cadence-policy', {
      schema: operation({
        operationId: 'getCadencePolicy',
        tag,
        summary: 'Read how the practice keeps in touch',
        roles: members,
        response: { 200: CadencePolicyResponse },
      }),
      handler: (request, reply) => inPractice(request, reply, async (trx) => ok(await getPracticeCadencePolicy(trx))),
    })

    app.put('/v1/cadence-policy', {
      schema: operation({
        operationId: 'writeCadencePolicy',
        tag,
        summary: 'Write how the practice keeps in touch',
        description: replans,
        roles: owners,
        body: CadencePolicyBody,
        response: { 200: CadencePolicyResponse },
        problems: [412],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          requireMatch(request, CadencePolicyResponse, await getPracticeCadencePolicyLocked(trx))
          return ok(await writePracticeCadencePolicy(trx, request.body))
        }),
    })

    app.get('/v1/clients/:id/cadence-policy', {
      schema: operation({
        operationId: 'getClientCadencePolicy',
        tag,
        summary: 'Read how a client keeps in touch',
        roles: everyone,
        params: idParams,
        response: { 200: CadencePolicyResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await getClientCadencePolicy(trx, request.params.id))),
    })

    app.put('/v1/clients/:id/cadence-policy', {
      schema: operation({
        operationId: 'writeClientCadencePolicy',
        tag,
        summary: 'Write how a client keeps in touch',
        description: replans,
        roles: coachesAndTheClient,
        params: idParams,
        body: CadencePolicyBody,
        response: { 200: CadencePolicyResponse },
        problems: [404, 412],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          requireMatch(request, CadencePolicyResponse, await getClientCadencePolicyLocked(trx, request.params.id))
          return ok(await writeClientCadencePolicy(trx, request.params.id, request.body))
        }),
    })
  }
