import cors from '@fastify/cors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../infra/db/database.ts'

/** What a page of another origin may send and read beyond what browsers always allow. */
const headers = {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match', 'If-None-Match'],
  exposedHeaders: [
    'ETag',
    'Location',
    'Retry-After',
    'Idempotency-Replayed',
    'RateLimit',
    'RateLimit-Policy',
    'WWW-Authenticate',
  ],
  /** For seconds; shorter than an origin that is taken off the list would like, but every answer is decided anew. */
  maxAge: 600,
}

/** For what is the same for everybody: any page may read it. */
export const anyOrigin = { cors: { origin: '*' } }

/**
 * Lets pages of other origins read answers (CORS): those of the practice whose data it is. Where no practice is known,
 * as before signing in and when a browser asks first (a preflight carries no token), those of any practice.
 * There are no cookies, so credentials are never allowed.
 *
 * @param everywhere origins that may read whatever the practice: the operator's own front ends
 */
export async function allowOrigins(app: FastifyInstance, db: Kysely<Database>, everywhere: string[]): Promise<void> {
  async function mayRead({ headers: { origin }, auth, refusal }: FastifyRequest): Promise<boolean> {
    if (origin === undefined) return false
    // That too much is asked is no secret, and looking the origin up would be more of it.
    if (refusal && refusal.problem.status !== 401) return true
    if (everywhere.includes(origin)) return true
    const { rows } = await sql<{ allowed: boolean }>`
      select app.is_allowed_origin(${origin}, ${auth?.practiceId ?? null}) as allowed`.execute(db)
    return rows[0]?.allowed ?? false
  }

  await app.register(cors, {
    delegator: async (request: FastifyRequest) => ({
      ...headers,
      origin: await mayRead(request),
      strictPreflight: false,
    }),
  })
}
