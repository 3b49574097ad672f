import { invalidField, notFound } from '../../errors.ts'
import { enterSession, type PracticeTrx } from '../../infra/db/scope.ts'
import { sqlStateOf } from '../../infra/db/sqlstate.ts'
import { normalizeAddress } from '../../infra/mail/address.ts'
import { withdrawHandles } from '../access-handles/access-handles.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { changeDigest, getMember, getMemberDigest } from '../members/members.service.ts'
import { getPractice } from '../practices/practices.service.ts'
import { mailAccountLink } from './account-letters.service.ts'
import { guess } from './guesses.service.ts'
import { findOwnClient } from './me.repository.ts'
import type { UpdateMeBody } from './me.schemas.ts'
import { weaknessOf } from './password.rules.ts'
import { revokeSessionsOfUser } from './sessions.repository.ts'
import type { Origin } from './sign-in.service.ts'
import { emailTaken } from './users.problems.ts'
import {
  findCredentials,
  findUser,
  listMemberships,
  lockUser,
  setEmailVerified,
  updateUser,
} from './users.repository.ts'
import { type AuthDeps, getUserOfMember } from './users.service.ts'

/** Who is signed in, and where. */
export async function getMe(trx: PracticeTrx) {
  const { actor } = trx
  const practice = await getPractice(trx)
  if (actor.kind === 'client') {
    const client = await findOwnClient(trx, actor.id)
    const digest = { digest: null, digestWeekday: null, digestHour: null }
    return { kind: actor.kind, user: null, member: null, client, ...digest, practice, memberships: [] }
  }
  if (actor.kind === 'system') throw notFound()
  const user = await getUserOfMember(trx, actor.id)
  const member = await getMember(trx, actor.id)
  const digest = await getMemberDigest(trx, actor.id)
  return {
    kind: actor.kind,
    user,
    member,
    client: null,
    ...digest,
    practice,
    memberships: await listMemberships(trx, user.id),
  }
}

/** As `getMe`, and nobody else changes the user until the transaction ends. */
export async function getMeLocked(trx: PracticeTrx) {
  if (trx.actor.kind === 'member') await lockUser(trx, trx.actor.userId)
  return getMe(trx)
}

/**
 * What a change of one's own account needs and takes time: checking the present password and hashing the new one.
 * Done before the change's transaction, which must not wait for it.
 *
 * @returns the new password's hash, if there is a new one
 * @throws 422 for a present password that is wrong or missing, or a new one that is easily guessed; 429
 */
export async function prepareEditMe(
  deps: AuthDeps,
  session: { practiceId: string; sessionId: string },
  changes: UpdateMeBody,
  origin: Origin,
): Promise<string | undefined> {
  const { email, password, currentPassword } = changes
  if (email === undefined && password === undefined) return undefined
  const user = await enterSession(deps.db, session, async (trx) =>
    trx.actor.kind === 'member' ? findUser(trx, trx.actor.userId) : undefined,
  )
  if (!user) return undefined
  if (currentPassword === undefined) throw invalidField('/currentPassword', 'is needed for this change')
  await guess(
    deps,
    { emailKey: user.emailKey, ip: origin.ip },
    async () => {
      const known = await findCredentials(deps.db, user.emailKey)
      return (await deps.passwords.verify(known?.passwordHash, currentPassword)) || undefined
    },
    () => invalidField('/currentPassword', 'is not your password'),
  )
  if (password === undefined) return undefined
  const weakness = weaknessOf(password, [user.name, user.email, changes.name ?? '', email ?? ''])
  if (weakness) throw invalidField('/password', weakness)
  return deps.passwords.hash(password)
}

/** Changes what is given; a new address is to be confirmed, a new password ends the other sessions. @throws 409 email_taken */
export async function editMe(
  trx: PracticeTrx,
  deps: AuthDeps,
  { name, email, password, currentPassword, ...digest }: UpdateMeBody,
  { passwordHash, sessionId }: { passwordHash: string | undefined; sessionId: string },
) {
  if (trx.actor.kind !== 'member') throw notFound()
  const before = await getUserOfMember(trx, trx.actor.id)
  const emailKey = email === undefined ? before.emailKey : normalizeAddress(email)!
  try {
    await updateUser(trx, before.id, { name, email, emailKey, passwordHash })
  } catch (error) {
    if (sqlStateOf(error) === '23505') throw emailTaken(undefined, { cause: error })
    throw error
  }
  if (emailKey !== before.emailKey) {
    await setEmailVerified(trx, before.id, false)
    await mailAccountLink(trx, deps, 'email_verification', await getUserOfMember(trx, trx.actor.id))
  }
  if (passwordHash) await revokeSessionsOfUser(trx, before.id, 'password_changed', sessionId)
  if (passwordHash || emailKey !== before.emailKey) await withdrawHandles(trx, before.id, ['password_reset'])
  if (Object.keys(digest).length > 0) await changeDigest(trx, trx.actor.id, digest)
  const changed = Object.entries({ name, email, password: passwordHash, ...digest }).flatMap(([key, value]) =>
    value === undefined ? [] : [key],
  )
  await recordEvent(trx, { kind: 'user.updated', subjectId: before.id, payload: { changed } })
  return getMe(trx)
}
