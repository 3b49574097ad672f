import fastifyJwt from '@fastify/jwt'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type AppError, defineProblem } from '../errors.ts'
import { type AccessTokenClaims, accessTokenMinutes, type SignAccessToken } from '../infra/security/access-token.ts'
import type { SigningKeys } from '../infra/security/signing-keys.ts'
import { anyOrigin } from './cors.ts'
import { operation, rolesOf } from './operation.ts'

export const unauthenticated = defineProblem('unauthenticated', 401, 'Sign in first')

export const sessionHasEnded = () => unauthenticated('The session has ended. Sign in again.')

/** The session a verified access token speaks for. What it may do is read from the database, not from here. */
interface SessionClaim {
  practiceId: string
  sessionId: string
  /** The member or client, to be counted by. */
  callerId: string
}

const SessionClaims = z.object({ practiceId: z.uuid(), sid: z.uuid(), sub: z.uuid() })

const clockToleranceMs = 5_000
const audience = 'cadre-api'
/** RFC 9068: what is signed by our keys for another purpose is no access token. */
const tokenType = 'at+jwt'

declare module 'fastify' {
  interface FastifyRequest {
    auth: SessionClaim | undefined
    /** Why this request will not be handled; it is counted, and may be read by pages, all the same. */
    refusal: AppError | undefined
  }
}

declare module '@fastify/jwt' {
  interface FastifyJWT {
    payload: AccessTokenClaims
    user: AccessTokenClaims
  }
}

/**
 * Reads the bearer token of every operation that names roles; where it is not good, that is noted as the `refusal`.
 * Only Ed25519 signatures by our own keys, for our own issuer and audience, with an expiry, are looked at.
 */
export async function registerAuth(app: FastifyInstance, keys: SigningKeys, issuer: string): Promise<SignAccessToken> {
  await app.register(fastifyJwt, {
    secret: {
      private: () => Promise.reject(new Error('tokens are signed with an explicit key')),
      public: async (_request: unknown, token: { header?: { kid?: unknown } }) => {
        const kid = token.header?.kid
        const key = typeof kid === 'string' && kid.length <= 64 ? await keys.find(kid) : undefined
        if (!key) throw unauthenticated()
        return key
      },
    } as never,
    decode: { complete: true },
    sign: { algorithm: 'EdDSA' },
    verify: {
      algorithms: ['EdDSA'],
      checkTyp: tokenType,
      allowedIss: issuer,
      allowedAud: audience,
      requiredClaims: ['exp', 'iat', 'iss', 'aud', 'sub', 'sid', 'practiceId'],
      maxAge: `${accessTokenMinutes}m`,
      clockTolerance: clockToleranceMs,
      // Whoever opens a page asks many times at once. A verdict is kept for the tolerance and this; 0 is five seconds.
      cache: 1000,
      cacheTTL: 0,
    },
  })
  app.decorateRequest('auth', undefined)
  app.decorateRequest('refusal', undefined)
  app.addHook('onRequest', async (request) => {
    if (rolesOf(request.routeOptions.schema).length === 0) return
    try {
      const { practiceId, sid, sub } = SessionClaims.parse(await request.jwtVerify())
      request.auth = { practiceId, sessionId: sid, callerId: sub }
    } catch (error) {
      request.refusal = unauthenticated('Send a valid access token as `Authorization: Bearer …`.', { cause: error })
    }
  })
  return createTokenSigner(app, keys, issuer)
}

/** Refuses what was found to be refused, once everybody has had their look at the request. */
export function refuse(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (request.refusal) throw request.refusal
  })
}

/** Signs access tokens with the key that is to sign now. */
export function createTokenSigner(app: FastifyInstance, keys: SigningKeys, issuer: string): SignAccessToken {
  return (claims) => {
    const { kid, privatePem } = keys.current()
    return app.jwt.sign(claims, {
      key: privatePem,
      kid,
      header: { alg: 'EdDSA', typ: tokenType },
      iss: issuer,
      aud: audience,
      expiresIn: `${accessTokenMinutes}m`,
    })
  }
}

const JwksResponse = z
  .object({
    keys: z.array(
      z.object({ kid: z.string(), kty: z.string(), crv: z.string(), x: z.string(), alg: z.string(), use: z.string() }),
    ),
  })
  .meta({ id: 'Jwks', description: 'A JSON Web Key Set (RFC 7517).' })

/** Shows the public keys, so that others can verify access tokens too. */
export function registerJwks(app: FastifyInstance, keys: SigningKeys): void {
  app.get('/.well-known/jwks.json', {
    config: anyOrigin,
    schema: operation({
      operationId: 'getJwks',
      tag: 'auth',
      summary: 'The keys that access tokens are signed with',
      roles: [],
      response: { 200: JwksResponse },
    }),
    handler: (_request, reply) => reply.header('cache-control', 'public, max-age=60').send({ keys: keys.publicJwks() }),
  })
}
