import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/*
 * Sessions live by the real clock, in sandboxes too: whoever signs in sits in front of one.
 */
const realNow = sql<Date>`clock_timestamp()`
const idleDays = 14
const sessionDays = 90
const lostReplySeconds = 10

export async function insertSession(
  trx: PracticeTrx,
  holder: { memberId: string | null; clientId: string | null },
): Promise<string> {
  const { id } = await trx
    .insertInto('sessions')
    .values({
      ...holder,
      practiceId: trx.practiceId,
      createdAt: realNow,
      expiresAt: sql`clock_timestamp() + make_interval(days => ${sessionDays})`,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Holds a session until the transaction ends. False when it is over. */
export async function lockSession(trx: PracticeTrx, id: string): Promise<boolean> {
  const row = await trx
    .selectFrom('sessions')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

/** Adds a session's next refresh token, and the handle by which it is found; drops those that expired. */
export async function insertRefreshToken(trx: PracticeTrx, sessionId: string, hash: Buffer): Promise<void> {
  const { practiceId } = trx
  await trx
    .deleteFrom('refreshTokens')
    .where('practiceId', '=', practiceId)
    .where('sessionId', '=', sessionId)
    .where('expiresAt', '<', realNow)
    .execute()
  await trx
    .deleteFrom('accessHandles')
    .where('practiceId', '=', practiceId)
    .where('kind', '=', 'refresh_token')
    .where('subjectId', '=', sessionId)
    .where('expiresAt', '<', realNow)
    .execute()
  const { expiresAt } = await trx
    .insertInto('refreshTokens')
    .values({
      practiceId,
      hash,
      sessionId,
      createdAt: realNow,
      expiresAt: sql`least(clock_timestamp() + make_interval(days => ${idleDays}),
        (select expires_at from sessions where practice_id = ${practiceId} and id = ${sessionId}))`,
    })
    .returning('expiresAt')
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('accessHandles')
    .values({ practiceId, kind: 'refresh_token', hash, subjectId: sessionId, expiresAt, createdAt: realNow })
    .execute()
}

/** Uses a refresh token of a locked session: for the first time, once more right after, again, or not at all. */
export async function useRefreshToken(
  trx: PracticeTrx,
  hash: Buffer,
): Promise<'first' | 'lost_reply' | 'again' | 'expired'> {
  const ofToken = trx.selectFrom('refreshTokens').where('practiceId', '=', trx.practiceId).where('hash', '=', hash)
  const token = await ofToken
    .select(['usedAt', sql<boolean>`expires_at > clock_timestamp()`.as('isCurrent')])
    .select(sql<boolean>`used_at > clock_timestamp() - make_interval(secs => ${lostReplySeconds})`.as('isJustUsed'))
    .executeTakeFirst()
  if (!token?.isCurrent) return 'expired'
  if (token.usedAt) return token.isJustUsed ? 'lost_reply' : 'again'
  await trx
    .updateTable('refreshTokens')
    .set({ usedAt: realNow })
    .where('practiceId', '=', trx.practiceId)
    .where('hash', '=', hash)
    .execute()
  return 'first'
}

export async function revokeSession(trx: PracticeTrx, id: string, because: string): Promise<void> {
  await trx
    .updateTable('sessions')
    .set({ revokedAt: realNow, revokedBecause: because })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .execute()
}

/** Ends every session in this practice of the member or client who acts. */
export async function revokeOwnSessions(trx: PracticeTrx, because: string): Promise<void> {
  if (trx.actor.kind === 'system') return
  await trx
    .updateTable('sessions')
    .set({ revokedAt: realNow, revokedBecause: because })
    .where('practiceId', '=', trx.practiceId)
    .where(trx.actor.kind === 'client' ? 'clientId' : 'memberId', '=', trx.actor.id)
    .where('revokedAt', 'is', null)
    .execute()
}

/** Ends every session of a client. */
export async function revokeSessionsOfClient(trx: PracticeTrx, clientId: string, because: string): Promise<void> {
  await trx
    .updateTable('sessions')
    .set({ revokedAt: realNow, revokedBecause: because })
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('revokedAt', 'is', null)
    .execute()
}

/** Ends a user's sessions in every practice, but for one. */
export async function revokeSessionsOfUser(
  trx: PracticeTrx,
  userId: string,
  because: string,
  exceptSessionId?: string,
): Promise<void> {
  let query = trx
    .updateTable('sessions')
    .set({ revokedAt: realNow, revokedBecause: because })
    .where('memberId', 'in', trx.selectFrom('members').select('id').where('userId', '=', userId))
    .where('revokedAt', 'is', null)
  if (exceptSessionId) query = query.where('id', '<>', exceptSessionId)
  await query.execute()
}
