import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Kysely, sql } from 'kysely'
import { AppError, defineProblem } from '../errors.ts'
import type { Database } from '../infra/db/database.ts'
import { enterSession, type PracticeTrx } from '../infra/db/scope.ts'
import { unavailable } from '../infra/db/sqlstate.ts'
import type { Answer } from './answer.ts'
import { sessionHasEnded, unauthenticated } from './auth.ts'
import { encode, send } from './sending.ts'
import { type EncodedAnswer, idempotencyKeyOf, recallAnswer, rememberAnswer } from './idempotency.ts'
import { isAllowedWhileClockAdvances, isAllowedWhileSuspended, type Role, rolesOf } from './operation.ts'
import { asAppError, problemBody } from './problem.ts'
import { problemMediaType } from './schemas.ts'

const forbidden = defineProblem('forbidden', 403, 'Your role does not allow this')
export const suspended = defineProblem('suspended', 403, 'While you are suspended you can only read this')

/** Says to a suspended client what would end it. */
type WhatReinstates = (trx: PracticeTrx) => Promise<string>

/** What one request may take altogether; the database's own limits are for single statements. */
const longestMs = 20_000

/** Runs the work of one authenticated request as one transaction and sends its answer. */
export type InPractice = (
  request: FastifyRequest,
  reply: FastifyReply,
  work: (trx: PracticeTrx) => Promise<Answer>,
) => Promise<void>

/**
 * The edge of every authenticated request: opens the practice, takes the idempotency lock, runs the work, encodes the
 * answer by the route's schema, keeps it, commits, and sends those very bytes.
 */
export function createInPractice(
  db: Kysely<Database>,
  { whatReinstates }: { whatReinstates: WhatReinstates },
): InPractice {
  return async (request, reply, work) => {
    const session = request.auth
    if (!session) throw unauthenticated()
    const changes = isWrite(request) && !isAllowedWhileClockAdvances(request.routeOptions.schema)
    const patience = patienceWith(reply)
    const entering = { ...session, requestId: request.id, changes, signal: patience.signal }
    const answer = await enterSession(db, entering, async (trx) => {
      requireRole(request, trx)
      await requireNotSuspended(request, trx, whatReinstates)
      const key = idempotencyKeyOf(request)
      if (key === undefined) return encode(reply, await work(trx))
      const first = await recallAnswer(trx, request, key)
      if (first) return first
      const { sent, kept } = await workToKeep(trx, request, reply, work)
      await rememberAnswer(trx, request, key, kept)
      return sent
    }).finally(patience.end)
    if (!answer) throw sessionHasEnded()
    send(request, reply, answer)
  }
}

/** A signal that aborts when whoever asked has gone, or has waited for as long as anybody ought to. */
function patienceWith(reply: FastifyReply): { signal: AbortSignal; end(): void } {
  const controller = new AbortController()
  const giveUp = () => controller.abort(unavailable('This took too long. Try again shortly.', { retryAfterSeconds: 1 }))
  const timer = setTimeout(giveUp, longestMs)
  reply.raw.once('close', giveUp)
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer)
      reply.raw.off('close', giveUp)
    },
  }
}

const isWrite = ({ method }: FastifyRequest): boolean => method !== 'GET' && method !== 'HEAD'

/** @throws 403 when the operation is not for whoever asks */
export function requireRole(request: FastifyRequest, { actor }: Pick<PracticeTrx, 'actor'>): void {
  const role: Role = actor.kind === 'member' ? actor.role : 'client'
  const roles = rolesOf(request.routeOptions.schema)
  if (!roles.includes(role)) throw forbidden(`It is for ${roles.join(', ')}; you are signed in as ${role}.`)
}

/** The people who helped must not pay for a suspension, nor the client with their privacy: some writes stay allowed. */
async function requireNotSuspended(
  request: FastifyRequest,
  trx: PracticeTrx,
  whatReinstates: WhatReinstates,
): Promise<void> {
  const { actor } = trx
  if (actor.kind !== 'client' || !actor.readOnly || !isWrite(request)) return
  if (!isAllowedWhileSuspended(request.routeOptions.schema)) throw suspended(await whatReinstates(trx))
}

/** A refusal is an answer too: it undoes the work but is kept with its key. */
async function workToKeep(
  trx: PracticeTrx,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (trx: PracticeTrx) => Promise<Answer>,
): Promise<{ sent: EncodedAnswer; kept: EncodedAnswer }> {
  await sql`savepoint work`.execute(trx)
  try {
    const answer = await work(trx)
    const sent = encode(reply, answer)
    return { sent, kept: answer.secretFields ? encode(reply, withoutSecrets(answer)) : sent }
  } catch (thrown) {
    const error = asAppError(thrown)
    if (error.problem.status >= 500 || error.problem.status === 429 || !(thrown instanceof AppError)) throw thrown
    await sql`rollback to savepoint work`.execute(trx)
    const refusal = {
      status: error.problem.status,
      headers: { 'content-type': problemMediaType },
      body: JSON.stringify(problemBody(error, request)),
    }
    return { sent: refusal, kept: refusal }
  }
}

function withoutSecrets(answer: Answer): Answer {
  const body = { ...(answer.body as Record<string, unknown>) }
  for (const field of answer.secretFields ?? []) body[field] = null
  return { ...answer, body }
}
