import { linkRefused } from '../access-handles/access-handles.problems.ts'
import { memberAlready } from '../members/members.problems.ts'
import { z } from 'zod'
import { accepted } from '../../http/answer.ts'
import { members, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { AcceptInvitationBody, ConfirmEmailBody, ConfirmResetBody, RequestResetBody } from './account-links.schemas.ts'
import { SignedInResponse } from './auth.schemas.ts'
import { confirmEmail, resendVerification } from './email-verifications.service.ts'
import { acceptInvitation } from './invitation-acceptance.service.ts'
import { confirmPasswordReset, requestPasswordReset } from './password-resets.service.ts'
import { startMemberSession } from './sign-in.service.ts'
import { credentialsRefused, emailTaken, emailVerifiedAlready, tooManyAttempts } from './users.problems.ts'
import type { AuthDeps } from './users.service.ts'

const tag = 'auth'

export const accountLinkRoutes =
  ({ inPractice, auth }: Edge & { auth: AuthDeps }): Routes =>
  async (app) => {
    app.post('/v1/auth/email-verifications', {
      schema: operation({
        operationId: 'resendVerification',
        tag,
        summary: 'Mail the link that confirms your e-mail address again',
        description: 'Earlier links stop working. At most five an hour.',
        roles: members,
        response: { 202: z.undefined() },
        problems: [emailVerifiedAlready, tooManyAttempts],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          await resendVerification(trx, auth)
          return accepted(undefined)
        }),
    })

    app.post('/v1/auth/email-verifications/confirm', {
      schema: operation({
        operationId: 'confirmEmail',
        tag,
        summary: 'Confirm an e-mail address',
        description: 'A link is good once, for 24 hours.',
        roles: [],
        body: ConfirmEmailBody,
        response: { 204: z.undefined() },
        problems: [linkRefused],
      }),
      handler: async (request, reply) => {
        await confirmEmail(auth, request.body.token, request.id)
        return reply.code(204).send()
      },
    })

    app.post('/v1/auth/password-resets', {
      schema: operation({
        operationId: 'requestPasswordReset',
        tag,
        summary: 'Mail a link for a new password',
        description: 'The answer is the same whether anybody has that address.',
        roles: [],
        body: RequestResetBody,
        response: { 202: z.undefined() },
      }),
      handler: async (request, reply) => {
        await requestPasswordReset(auth, request.body.email, request.id)
        return reply.code(202).send()
      },
    })

    app.post('/v1/auth/password-resets/confirm', {
      schema: operation({
        operationId: 'confirmPasswordReset',
        tag,
        summary: 'Set a new password',
        description: 'A link is good once, for 30 minutes. Ends every session of this user.',
        roles: [],
        body: ConfirmResetBody,
        response: { 204: z.undefined() },
        problems: [linkRefused],
      }),
      handler: async (request, reply) => {
        await confirmPasswordReset(auth, request.body, request.id)
        return reply.code(204).send()
      },
    })

    app.post('/v1/auth/invitations/accept', {
      schema: operation({
        operationId: 'acceptInvitation',
        tag,
        summary: 'Accept an invitation and sign in',
        description:
          'Whoever has an account with the invited address gives its password; anybody else a name and a new one.',
        roles: [],
        body: AcceptInvitationBody,
        response: { 201: SignedInResponse },
        problems: [credentialsRefused, linkRefused, emailTaken, memberAlready, tooManyAttempts],
      }),
      handler: async (request, reply) => {
        const signedIn = await acceptInvitation(auth, request.body, request, (trx, entered) =>
          startMemberSession(trx, auth, entered),
        )
        return reply.code(201).send(signedIn)
      },
    })
  }
