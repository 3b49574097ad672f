import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { defineProblem } from '../errors.ts'
import type { PracticeTrx } from '../infra/db/scope.ts'

const keyMalformed = defineProblem('idempotency_key_malformed', 400, 'The Idempotency-Key cannot be read')
const keyReused = defineProblem('idempotency_key_reused', 422, 'This Idempotency-Key was used for another request')
const keyInUse = defineProblem('idempotency_key_in_use', 409, 'A request with this Idempotency-Key is still running')

/** What is sent, to the byte. */
export interface EncodedAnswer {
  status: number
  headers: Record<string, string>
  body: string | undefined
}

const hoursKept = 24

/** The key of a POST, if it has one. */
export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const header = request.headers['idempotency-key']
  if (request.method !== 'POST' || header === undefined) return undefined
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw keyMalformed('It takes 1 to 255 printable ASCII characters without spaces.')
  }
  return header
}

/**
 * Looks whether this request was answered before; holds the key until the transaction ends.
 *
 * @returns the first answer, marked as a replay
 * @throws 409 while the first is running, 422 when the key came with another body
 */
export async function recallAnswer(
  trx: PracticeTrx,
  request: FastifyRequest,
  key: string,
): Promise<EncodedAnswer | undefined> {
  const place = placeOf(trx, request, key)
  const { rows } = await sql<{ free: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${JSON.stringify(place)}, 0)) as free`.execute(trx)
  if (!rows[0]!.free) throw keyInUse('Try again shortly.', { retryAfterSeconds: 1 })
  const kept = await trx
    .selectFrom('idempotencyKeys')
    .selectAll()
    .where((where) => where.and(place))
    .where('createdAt', '>', sql<Date>`clock_timestamp() - make_interval(hours => ${hoursKept})`)
    .executeTakeFirst()
  if (!kept) return undefined
  if (!kept.requestHash.equals(hashOf(request))) throw keyReused('Use a new key for a new request.')
  return {
    status: kept.status,
    headers: { ...kept.headers, 'idempotency-replayed': 'true' },
    body: kept.body?.toString('utf8'),
  }
}

/** Keeps the answer with its key, in the transaction whose work it tells of. */
export async function rememberAnswer(
  trx: PracticeTrx,
  request: FastifyRequest,
  key: string,
  answer: EncodedAnswer,
): Promise<void> {
  const values = {
    requestHash: hashOf(request),
    status: answer.status,
    headers: JSON.stringify(answer.headers),
    body: answer.body === undefined ? null : Buffer.from(answer.body),
    createdAt: sql<Date>`clock_timestamp()`,
  }
  await trx
    .insertInto('idempotencyKeys')
    .values({ ...placeOf(trx, request, key), ...values })
    .onConflict((conflict) => conflict.columns(['practiceId', 'caller', 'method', 'path', 'key']).doUpdateSet(values))
    .execute()
}

const placeOf = (trx: PracticeTrx, request: FastifyRequest, key: string) => ({
  practiceId: trx.practiceId,
  caller: trx.actor.kind === 'system' ? 'system' : `${trx.actor.kind}:${trx.actor.id}`,
  method: request.method,
  path: request.url.split('?')[0]!,
  key,
})

const hashOf = (request: FastifyRequest): Buffer =>
  createHash('sha256')
    .update(JSON.stringify(request.body ?? null))
    .digest()
