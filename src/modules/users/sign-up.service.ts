import { invalidField } from '../../errors.ts'
import { continueInPractice, enterAsUser } from '../../infra/db/scope.ts'
import { sqlStateOf } from '../../infra/db/sqlstate.ts'
import { normalizeAddress } from '../../infra/mail/address.ts'
import { newId } from '../../infra/security/ids.ts'
import { foundPractice } from '../practices/practices.service.ts'
import { mailAccountLink } from './account-letters.service.ts'
import type { SignUpBody } from './auth.schemas.ts'
import { countProbe } from './guesses.service.ts'
import { weaknessOf } from './password.rules.ts'
import { type Origin, type SignedIn, startMemberSession } from './sign-in.service.ts'
import { emailTaken } from './users.problems.ts'
import { findCredentials, findUser, insertUser, listMemberships } from './users.repository.ts'
import type { AuthDeps } from './users.service.ts'

/**
 * Makes a user, and a practice that they own, and signs them in; mails them a link to confirm their address.
 *
 * That an address is known is said openly: who signs up is signed in at once, so no answer could hide it. How often
 * one caller may find out is limited.
 *
 * @throws 409 email_taken, 422 for a password that is easily guessed, 429
 */
export async function signUp(deps: AuthDeps, body: SignUpBody, origin: Origin): Promise<SignedIn> {
  const { name, email, timeZone, sandbox } = body
  const weakness = weaknessOf(body.password, [name, email, body.practiceName])
  if (weakness) throw invalidField('/password', weakness)
  const emailKey = normalizeAddress(email)!
  if (await findCredentials(deps.db, emailKey)) {
    await countProbe(deps, origin.ip)
    throw emailTaken('Sign in instead.')
  }
  const passwordHash = await deps.passwords.hash(body.password)
  const member = { id: newId(), role: 'owner' as const }
  try {
    return await enterAsUser(deps.db, newId(), async (userTrx) => {
      const { userId, now } = userTrx
      await insertUser(userTrx, { id: userId, name, email, emailKey, passwordHash, createdAt: now, updatedAt: now })
      const trx = await continueInPractice(userTrx, { practiceId: newId(), member, sandbox, requestId: origin.id })
      await foundPractice(trx, { name: body.practiceName, timeZone })
      const user = (await findUser(trx, userId))!
      await mailAccountLink(trx, deps, 'email_verification', user)
      const memberships = await listMemberships(trx, userId)
      return startMemberSession(trx, deps, { user, memberships, place: memberships[0]! })
    })
  } catch (error) {
    if (sqlStateOf(error) === '23505') throw emailTaken('Sign in instead.', { cause: error })
    throw error
  }
}
