import { linkRefused } from '../access-handles/access-handles.problems.ts'
import { z } from 'zod'
import { accepted } from '../../http/answer.ts'
import { coaches, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import type { AuthDeps } from '../users/users.service.ts'
import { inviteClient } from './client-letters.service.ts'
import { emailUnverified, tooManyAttempts } from '../users/users.problems.ts'
import { clientArchived, tooManyInvitations } from './client-sessions.problems.ts'
import { RedeemSignInLinkBody, RequestSignInLinkBody, SignedInClientResponse } from './client-sessions.schemas.ts'
import { redeemSignInLink, requestSignInLinks } from './client-sessions.service.ts'

export const clientSessionRoutes =
  ({ inPractice, auth }: Edge & { auth: AuthDeps }): Routes =>
  async (app) => {
    app.post('/v1/auth/sign-in-links', {
      schema: operation({
        operationId: 'requestSignInLink',
        tag: 'auth',
        summary: 'Mail a client a link to sign in',
        description:
          'The answer is the same whether anybody is coached under that address. The link is good once, for ten minutes. Five in ten minutes for one address: 429.',
        roles: [],
        body: RequestSignInLinkBody,
        response: { 202: z.undefined() },
        problems: [tooManyAttempts],
      }),
      handler: async (request, reply) => {
        await requestSignInLinks(auth, request.body, request)
        return reply.code(202).send()
      },
    })

    app.post('/v1/auth/sign-in-links/redeem', {
      schema: operation({
        operationId: 'redeemSignInLink',
        tag: 'auth',
        summary: 'Sign a client in',
        description: 'Uses the link up. The session sees and changes only what is this client’s.',
        roles: [],
        body: RedeemSignInLinkBody,
        response: { 200: SignedInClientResponse },
        problems: [linkRefused],
      }),
      handler: (request) => redeemSignInLink(auth, request.body.token, request.id),
    })

    app.post('/v1/clients/:id/invite', {
      schema: operation({
        operationId: 'inviteClient',
        tag: 'clients',
        summary: 'Mail a client a welcome with a link to sign in',
        description:
          'The link is good once, for seven days. Outside of sandboxes, whoever asks has confirmed their own address.',
        roles: coaches,
        params: idParams,
        response: { 202: z.undefined() },
        problems: [404, clientArchived, emailUnverified, tooManyInvitations],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          await inviteClient(trx, auth, request.params.id)
          return accepted(undefined)
        }),
    })
  }
