import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import type { Database } from '../infra/db/database.ts'
import { askInSession, type DoorQuestion } from '../infra/db/question.ts'
import type { Answer } from './answer.ts'
import { sessionHasEnded, unauthenticated } from './auth.ts'
import { requireRole } from './in-practice.ts'
import { encode, send } from './sending.ts'

/**
 * As `InPractice`, for a read that is asked for all the time and takes one statement: the practice is entered by that
 * statement as well.
 */
export type AtAGlance = <Row, Found>(
  request: FastifyRequest,
  reply: FastifyReply,
  question: DoorQuestion<Row, Found>,
  answer: (found: Found) => Answer,
) => Promise<void>

export function createAtAGlance(db: Kysely<Database>): AtAGlance {
  return async (request, reply, question, answer) => {
    const session = request.auth
    if (!session) throw unauthenticated()
    const entering = { ...session, requestId: request.id }
    const seen = await askInSession(db, entering, question, (scope) => requireRole(request, scope))
    if (!seen) throw sessionHasEnded()
    send(request, reply, encode(reply, answer(seen.found)))
  }
}
