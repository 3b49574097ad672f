import { z } from 'zod'
import { noContent } from '../../http/answer.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { RefreshBody, SignedInResponse, SignInBody, SignOutBody, SignUpBody, TokensResponse } from './auth.schemas.ts'
import { signOut } from './sessions.service.ts'
import { refreshSession, signIn } from './sign-in.service.ts'
import { signUp } from './sign-up.service.ts'
import { credentialsRefused, emailTaken, refreshTokenRefused, tooManyAttempts } from './users.problems.ts'
import type { AuthDeps } from './users.service.ts'

const tag = 'auth'

export const authRoutes =
  ({ inPractice, auth }: Edge & { auth: AuthDeps }): Routes =>
  async (app) => {
    app.post('/v1/auth/sign-up', {
      schema: operation({
        operationId: 'signUp',
        tag,
        summary: 'Found a practice and sign in to it',
        description:
          'Mails a link that confirms the e-mail address. Until then everything works but approving a send and sending a test.',
        roles: [],
        body: SignUpBody,
        response: { 201: SignedInResponse },
        problems: [emailTaken, tooManyAttempts],
      }),
      handler: async (request, reply) => reply.code(201).send(await signUp(auth, request.body, request)),
    })

    app.post('/v1/auth/sign-in', {
      schema: operation({
        operationId: 'signIn',
        tag,
        summary: 'Sign in',
        description:
          'The same 401 for an unknown address, a wrong password and a practice that is not yours. Ten wrong passwords in 15 minutes, or a hundred an hour from one place: 429.',
        roles: [],
        body: SignInBody,
        response: { 200: SignedInResponse },
        problems: [credentialsRefused, tooManyAttempts],
      }),
      handler: (request) => signIn(auth, request.body, request),
    })

    app.post('/v1/auth/refresh', {
      schema: operation({
        operationId: 'refreshSession',
        tag,
        summary: 'Get the next access token',
        description:
          'A refresh token is good once, for 14 days; a session ends after 90. Using one again, other than right after (a reply may get lost), ends the session.',
        roles: [],
        body: RefreshBody,
        response: { 200: TokensResponse },
        problems: [refreshTokenRefused],
      }),
      handler: (request) => refreshSession(auth, request.body.refreshToken, request.id),
    })

    app.post('/v1/auth/sign-out', {
      schema: operation({
        operationId: 'signOut',
        tag,
        summary: 'End this session',
        description: 'Its access token is refused from now on, too.',
        roles: everyone,
        whileSuspended: true,
        whileClockAdvances: true,
        body: SignOutBody,
        response: { 204: z.undefined() },
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          await signOut(trx, request.auth!.sessionId, request.body?.everywhere ?? false)
          return noContent()
        }),
    })
  }
