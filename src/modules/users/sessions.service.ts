import type { PracticeTrx } from '../../infra/db/scope.ts'
import { accessTokenMinutes, type SignAccessToken } from '../../infra/security/access-token.ts'
import { hashToken, newToken } from '../../infra/security/secrets.ts'
import { recordEvent } from '../events/events.service.ts'
import {
  insertRefreshToken,
  insertSession,
  lockSession,
  revokeOwnSessions,
  revokeSessionsOfClient,
  revokeSession,
  useRefreshToken,
} from './sessions.repository.ts'

/** What a front end signs its requests with. */
export interface Tokens {
  accessToken: string
  /** Good for one use, within 14 days; a session ends after 90 whatever happens. */
  refreshToken: string
  expiresInSeconds: number
  tokenType: 'Bearer'
}

/** Who a session is for: a member, or a client. */
export type SessionHolder = { memberId: string; role: string } | { clientId: string }

/** Starts a session; records `session.started`. */
export async function startSession(
  trx: PracticeTrx,
  signAccessToken: SignAccessToken,
  holder: SessionHolder,
): Promise<Tokens> {
  const memberId = 'memberId' in holder ? holder.memberId : null
  const clientId = 'clientId' in holder ? holder.clientId : null
  const sessionId = await insertSession(trx, { memberId, clientId })
  await recordEvent(trx, { kind: 'session.started', subjectId: sessionId, clientId, payload: { memberId, clientId } })
  return issueTokens(trx, signAccessToken, sessionId, holder)
}

/**
 * Turns a refresh token into its successor. Exactly one of several callers gets one. A token used again within seconds
 * is taken for a reply that was lost; used again later it is in two hands, and the session ends for both.
 *
 * @param trx opened for that very session
 * @returns undefined when the token was refused; commit nevertheless, the session may have been ended
 */
export async function rotateRefreshToken(
  trx: PracticeTrx,
  signAccessToken: SignAccessToken,
  { sessionId, refreshToken }: { sessionId: string; refreshToken: string },
): Promise<Tokens | undefined> {
  if (!(await lockSession(trx, sessionId))) return undefined
  const use = await useRefreshToken(trx, hashToken(refreshToken))
  const about = { subjectId: sessionId, clientId: trx.clientId }
  if (use === 'again') {
    await revokeSession(trx, sessionId, 'refresh_token_reused')
    await recordEvent(trx, { kind: 'session.revoked', ...about, payload: { because: 'refresh_token_reused' } })
  }
  if (use !== 'first') return undefined
  await recordEvent(trx, { kind: 'session.refreshed', ...about })
  return issueTokens(trx, signAccessToken, sessionId, holderOf(trx))
}

/** Ends this session, or every session in this practice of whoever acts. */
export async function signOut(trx: PracticeTrx, sessionId: string, everywhere: boolean): Promise<void> {
  if (everywhere) await revokeOwnSessions(trx, 'signed_out')
  else await revokeSession(trx, sessionId, 'signed_out')
  const payload = { because: 'signed_out', everywhere }
  await recordEvent(trx, { kind: 'session.revoked', subjectId: sessionId, clientId: trx.clientId, payload })
}

/** Ends every session of a client; whatever makes that necessary is recorded by whoever does it. */
export async function endSessionsOfClient(trx: PracticeTrx, clientId: string, because: string): Promise<void> {
  await revokeSessionsOfClient(trx, clientId, because)
}

async function issueTokens(
  trx: PracticeTrx,
  signAccessToken: SignAccessToken,
  sessionId: string,
  holder: SessionHolder,
): Promise<Tokens> {
  const refreshToken = newToken()
  await insertRefreshToken(trx, sessionId, hashToken(refreshToken))
  const claims =
    'clientId' in holder
      ? { sub: holder.clientId, clientId: holder.clientId, role: 'client' }
      : { sub: holder.memberId, role: holder.role }
  return {
    accessToken: signAccessToken({ ...claims, sid: sessionId, practiceId: trx.practiceId }),
    refreshToken,
    expiresInSeconds: accessTokenMinutes * 60,
    tokenType: 'Bearer',
  }
}

function holderOf({ actor }: PracticeTrx): SessionHolder {
  if (actor.kind === 'member') return { memberId: actor.id, role: actor.role }
  if (actor.kind === 'client') return { clientId: actor.id }
  throw new Error('the system has no session')
}
