import { ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { members, operation, owners } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { ladderCannotWork } from './policy.problems.ts'
import type { PolicyVersion } from './policy.rules.ts'
import { PolicyBody, PolicyResponse } from './policy.schemas.ts'
import { currentPolicy, currentPolicyLocked, writePolicy } from './policy.service.ts'

const tag = 'enforcement'

export const enforcementPolicyRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.get('/v1/enforcement-policy', {
      schema: operation({
        operationId: 'getEnforcementPolicy',
        tag,
        summary: 'Read the ladder in force',
        roles: members,
        response: { 200: PolicyResponse },
      }),
      handler: (request, reply) => inPractice(request, reply, async (trx) => ok(shown(await currentPolicy(trx)))),
    })

    app.put('/v1/enforcement-policy', {
      schema: operation({
        operationId: 'writeEnforcementPolicy',
        tag,
        summary: 'Put another ladder in force',
        description:
          'It holds for weeks that are judged from now on. Steps that were taken keep the version they were taken under.',
        roles: owners,
        body: PolicyBody,
        response: { 200: PolicyResponse },
        problems: [412, ladderCannotWork],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          requireMatch(request, PolicyResponse, shown(await currentPolicyLocked(trx)))
          return ok(shown(await writePolicy(trx, request.body)))
        }),
    })
  }

const shown = ({ version, policy, from }: PolicyVersion) => ({ version, inForceSince: from, ...policy })
