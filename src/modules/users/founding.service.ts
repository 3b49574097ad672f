import { notFound } from '../../errors.ts'
import { type PracticeTrx, visitPractice } from '../../infra/db/scope.ts'
import { newId } from '../../infra/security/ids.ts'
import { foundPractice } from '../practices/practices.service.ts'
import { mailAccountLink } from './account-letters.service.ts'
import type { FoundPracticeBody } from './me.schemas.ts'
import { type SignedIn, startMemberSession } from './sign-in.service.ts'
import { findUser, listMemberships, setEmailVerified } from './users.repository.ts'
import { type AuthDeps, isInRealPractice } from './users.service.ts'

/** Makes another practice, owned by the user who acts, and signs them in to it; their present session goes on. */
export async function foundAnotherPractice(
  trx: PracticeTrx,
  deps: AuthDeps,
  { name, timeZone, sandbox }: FoundPracticeBody,
): Promise<SignedIn> {
  if (trx.actor.kind !== 'member') throw notFound()
  const { userId } = trx.actor
  const member = { id: newId(), role: 'owner' as const }
  // What tokens of sandboxes confirmed, no mailbox has.
  const isFirstReal = !sandbox && !(await isInRealPractice(trx, userId))
  return visitPractice(trx, { practiceId: newId(), member, sandbox }, async (there) => {
    await foundPractice(there, { name, timeZone })
    if (isFirstReal) await setEmailVerified(there, userId, false)
    const user = (await findUser(there, userId))!
    if (isFirstReal) await mailAccountLink(there, deps, 'email_verification', user)
    const memberships = await listMemberships(there, userId)
    const place = memberships.find(({ memberId }) => memberId === member.id)!
    return startMemberSession(there, deps, { user, memberships, place })
  })
}
