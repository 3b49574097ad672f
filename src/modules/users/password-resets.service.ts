import { invalidField } from '../../errors.ts'
import { normalizeAddress } from '../../infra/mail/address.ts'
import { takingAtLeast } from '../../infra/security/even-time.ts'
import { withdrawHandles } from '../access-handles/access-handles.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { mailAccountLink } from './account-letters.service.ts'
import { followLink } from './account-links.service.ts'
import { mayMail } from './guesses.service.ts'
import { weaknessOf } from './password.rules.ts'
import { revokeSessionsOfUser } from './sessions.repository.ts'
import { findCredentials, type Membership, updateUser } from './users.repository.ts'
import { type AuthDeps, confirmMailbox, enterAsMember } from './users.service.ts'

/** Longer than a letter takes to queue. */
const answerAfterMs = 250

/** Mails a link for a new password if somebody has this address; nothing tells whether anybody does. */
export async function requestPasswordReset(deps: AuthDeps, email: string, requestId: string): Promise<void> {
  await takingAtLeast(answerAfterMs, mailReset(deps, normalizeAddress(email)!, requestId))
}

async function mailReset(deps: AuthDeps, emailKey: string, requestId: string): Promise<void> {
  const isWelcome = await mayMail(deps, emailKey)
  const known = await findCredentials(deps.db, emailKey)
  if (!known || !isWelcome) return
  await enterAsMember(
    deps.db,
    known.id,
    firstRealPractice,
    (trx, { user }) => mailAccountLink(trx, deps, 'password_reset', user),
    requestId,
  )
}

/** Mail of a sandbox never leaves it. */
const firstRealPractice = (memberships: Membership[]) => memberships.find(({ sandbox }) => !sandbox) ?? memberships[0]

/**
 * Sets a new password with the token of a reset letter, which proves the mailbox too, and ends every session.
 *
 * @throws 404 link_refused, 422 for a password that is easily guessed (the token stays good)
 */
export async function confirmPasswordReset(
  deps: AuthDeps,
  { token, password }: { token: string; password: string },
  requestId: string,
): Promise<void> {
  const passwordHash = await deps.passwords.hash(password)
  await followLink(deps, { kind: 'password_reset', token, requestId }, async (trx, user) => {
    const weakness = weaknessOf(password, [user.name, user.email])
    if (weakness) throw invalidField('/password', weakness)
    await updateUser(trx, user.id, { passwordHash })
    await confirmMailbox(trx, user.id)
    await revokeSessionsOfUser(trx, user.id, 'password_reset')
    await withdrawHandles(trx, user.id, ['password_reset', 'email_verification'])
    await recordEvent(trx, { kind: 'user.password_reset', subjectId: user.id })
  })
}
