import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { recordEvent } from '../events/events.service.ts'
import { mailAccountLink } from './account-letters.service.ts'
import { followLink } from './account-links.service.ts'
import { mayMail } from './guesses.service.ts'
import { emailVerifiedAlready, tooManyAttempts } from './users.problems.ts'
import { type AuthDeps, confirmMailbox, getUserOfMember } from './users.service.ts'

/** Mails the member who acts another link. @throws 409 when their address is confirmed, 429 after five in an hour */
export async function resendVerification(trx: PracticeTrx, deps: AuthDeps): Promise<void> {
  if (trx.actor.kind !== 'member') throw notFound()
  const user = await getUserOfMember(trx, trx.actor.id)
  if (user.emailVerifiedAt) throw emailVerifiedAlready()
  if (!(await mayMail({ ...deps, db: trx }, user.emailKey))) {
    throw tooManyAttempts('Look among the mails you already have.', { retryAfterSeconds: 3600 })
  }
  await mailAccountLink(trx, deps, 'email_verification', user)
}

/** Confirms the address that a token was mailed to. @throws 404 link_refused */
export async function confirmEmail(deps: AuthDeps, token: string, requestId: string): Promise<void> {
  await followLink(deps, { kind: 'email_verification', token, requestId }, async (trx, user) => {
    await confirmMailbox(trx, user.id)
    await recordEvent(trx, { kind: 'user.email_verified', subjectId: user.id })
  })
}
