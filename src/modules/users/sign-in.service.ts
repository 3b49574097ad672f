import { enterSession, type PracticeTrx } from '../../infra/db/scope.ts'
import { normalizeAddress } from '../../infra/mail/address.ts'
import type { Practice } from '../practices/practices.repository.ts'
import { getPractice } from '../practices/practices.service.ts'
import type { SignInBody } from './auth.schemas.ts'
import { guess } from './guesses.service.ts'
import { resolveHandle } from '../access-handles/access-handles.service.ts'
import { rotateRefreshToken, startSession, type Tokens } from './sessions.service.ts'
import { refreshTokenRefused } from './users.problems.ts'
import { findCredentials, type Membership, updateUser, type User } from './users.repository.ts'
import { type AuthDeps, type Entered, enterAsMember } from './users.service.ts'

/** What a front end needs to show its first screen. */
export interface SignedIn extends Tokens {
  user: User
  member: Pick<User, 'name' | 'email' | 'emailVerifiedAt'> & {
    id: string
    userId: string
    role: Membership['role']
    createdAt: Date
    updatedAt: Date
  }
  practice: Practice
  memberships: Membership[]
}

/** Where a request came from, for limits and the log. */
export interface Origin {
  ip: string
  id: string
}

/**
 * Signs a user in to one of their practices.
 *
 * @throws 401 credentials_refused, the same for an unknown address, a wrong password and a practice that is not theirs;
 * 429 after too many; 503 when too many are signing in
 */
export async function signIn(deps: AuthDeps, body: SignInBody, origin: Origin): Promise<SignedIn> {
  const emailKey = normalizeAddress(body.email)!
  return guess(deps, { emailKey, ip: origin.ip }, async () => {
    const known = await findCredentials(deps.db, emailKey)
    const isRight = await deps.passwords.verify(known?.passwordHash, body.password)
    if (!known || !isRight) return undefined
    const passwordHash = deps.passwords.needsRehash(known.passwordHash)
      ? await deps.passwords.hash(body.password)
      : undefined
    return enterAsMember(
      deps.db,
      known.id,
      (memberships) => memberships.find(({ practiceId }) => practiceId === (body.practiceId ?? practiceId)),
      async (trx, entered) => {
        if (passwordHash) await updateUser(trx, known.id, { passwordHash })
        return startMemberSession(trx, deps, entered)
      },
      origin.id,
    )
  })
}

/** Starts a session for a member who has just shown who they are. */
export async function startMemberSession(
  trx: PracticeTrx,
  { signAccessToken }: Pick<AuthDeps, 'signAccessToken'>,
  { user, memberships, place }: Entered,
): Promise<SignedIn> {
  const { memberId, role, joinedAt, updatedAt } = place
  const { name, email, emailVerifiedAt } = user
  const member = { id: memberId, userId: user.id, name, email, emailVerifiedAt, role, createdAt: joinedAt, updatedAt }
  const tokens = await startSession(trx, signAccessToken, { memberId, role })
  return { ...tokens, user, member, practice: await getPractice(trx), memberships }
}

/** Turns a refresh token into the next pair. @throws 401 refresh_token_refused */
export async function refreshSession(deps: AuthDeps, refreshToken: string, requestId: string): Promise<Tokens> {
  const handle = await resolveHandle(deps.db, ['refresh_token'], refreshToken)
  const session = handle && { practiceId: handle.practiceId, sessionId: handle.subjectId, requestId }
  const tokens =
    session &&
    (await enterSession(deps.db, session, (trx) =>
      rotateRefreshToken(trx, deps.signAccessToken, { sessionId: session.sessionId, refreshToken }),
    ))
  if (!tokens) throw refreshTokenRefused('Sign in again.')
  return tokens
}
