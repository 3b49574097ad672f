import { created, ok } from '../../http/answer.ts'
import { requireMatch } from '../../http/etag.ts'
import { everyone, members, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { FoundedPracticeResponse } from './auth.schemas.ts'
import { foundAnotherPractice } from './founding.service.ts'
import { FoundPracticeBody, MeResponse, UpdateMeBody } from './me.schemas.ts'
import { editMe, getMe, getMeLocked, prepareEditMe } from './me.service.ts'
import { emailTaken, tooManyAttempts } from './users.problems.ts'
import type { AuthDeps } from './users.service.ts'

const tag = 'me'

export const meRoutes =
  ({ inPractice, auth }: Edge & { auth: AuthDeps }): Routes =>
  async (app) => {
    app.get('/v1/me', {
      schema: operation({
        operationId: 'getMe',
        tag,
        summary: 'Read who you are',
        roles: everyone,
        response: { 200: MeResponse },
      }),
      handler: (request, reply) => inPractice(request, reply, async (trx) => ok(await getMe(trx))),
    })

    app.patch('/v1/me', {
      schema: operation({
        operationId: 'editMe',
        tag,
        summary: 'Change your name, e-mail address, password or digest',
        description:
          'Holds in every practice of yours, but for the digest, which is of this one. A new address or password needs the present password.',
        roles: members,
        body: UpdateMeBody,
        response: { 200: MeResponse },
        problems: [412, emailTaken, tooManyAttempts],
      }),
      handler: async (request, reply) => {
        const passwordHash = await prepareEditMe(auth, request.auth!, request.body, request)
        return inPractice(request, reply, async (trx) => {
          requireMatch(request, MeResponse, await getMeLocked(trx))
          const { sessionId } = request.auth!
          return ok(await editMe(trx, auth, request.body, { passwordHash, sessionId }))
        })
      },
    })

    app.post('/v1/practices', {
      schema: operation({
        operationId: 'foundPractice',
        tag: 'practice',
        summary: 'Found another practice and sign in to it',
        roles: members,
        body: FoundPracticeBody,
        response: { 201: FoundedPracticeResponse },
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ({
          ...created('/v1/practice', await foundAnotherPractice(trx, auth, request.body)),
          resource: false,
          secretFields: ['accessToken', 'refreshToken'],
        })),
    })
  }
