import type { FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import type { Database } from '../infra/db/database.ts'
import { enterSession, type PracticeTrx } from '../infra/db/scope.ts'
import { sessionHasEnded, unauthenticated } from './auth.ts'
import { requireRole } from './in-practice.ts'

/**
 * One look at the database for a request, in a transaction of its own, for whoever may make the request.
 *
 * @throws 401, 403
 */
export type Look = <T>(
  request: FastifyRequest,
  work: (trx: PracticeTrx) => Promise<T>,
  signal?: AbortSignal,
) => Promise<T>

export function createLook(db: Kysely<Database>): Look {
  return async (request, work, signal) => {
    if (!request.auth) throw unauthenticated()
    const entering = { ...request.auth, requestId: request.id, ...(signal && { signal }) }
    const seen = await enterSession(db, entering, async (trx) => {
      requireRole(request, trx)
      return { answer: await work(trx) }
    })
    if (!seen) throw sessionHasEnded()
    return seen.answer
  }
}
