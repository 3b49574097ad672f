import { invalidField, notFound } from '../../errors.ts'
import { continueInPractice, enterAsSystem, enterAsUser, type PracticeTrx } from '../../infra/db/scope.ts'
import { sqlStateOf } from '../../infra/db/sqlstate.ts'
import { newId } from '../../infra/security/ids.ts'
import { getHandle } from '../access-handles/access-handles.service.ts'
import type { Invitation } from '../members/invitations.repository.ts'
import { getInvitation, takeUpInvitation } from '../members/invitations.service.ts'
import { guess } from './guesses.service.ts'
import { weaknessOf } from './password.rules.ts'
import type { Origin } from './sign-in.service.ts'
import { credentialsRefused, emailTaken } from './users.problems.ts'
import { findCredentials, findUser, insertUser, listMemberships, lockUser } from './users.repository.ts'
import { type AuthDeps, confirmMailbox, type Entered } from './users.service.ts'

/** What an invited person says; whoever has an account only their password. */
export interface Acceptance {
  token: string
  name?: string | undefined
  password?: string | undefined
}

interface Invitee {
  userId: string
  /** Set for somebody who is new here. */
  account?: { name: string; passwordHash: string }
}

/**
 * Makes the invited person a member: a new user under the invited address, which the token proves to be theirs, or the
 * user who has that address already, if they show their password.
 *
 * @param then runs in the same transaction, as the new member
 * @throws 401 credentials_refused, 404 for an invitation that is no longer good, 409 for a member, 422, 429
 */
export async function acceptInvitation<T>(
  deps: AuthDeps,
  acceptance: Acceptance,
  origin: Origin,
  then: (trx: PracticeTrx, entered: Entered) => Promise<T>,
): Promise<T> {
  const invitation = await findInvitationOfToken(deps, acceptance.token)
  const { userId, account } = await identify(deps, invitation, acceptance, origin)
  const { practiceId, email, emailKey, role } = invitation
  const member = { id: newId(), role }
  try {
    return await enterAsUser(deps.db, userId, async (userTrx) => {
      const { now } = userTrx
      if (account) {
        await insertUser(userTrx, { ...account, id: userId, email, emailKey, createdAt: now, updatedAt: now })
      }
      const trx = await continueInPractice(userTrx, { practiceId, member, requestId: origin.id })
      // Held, so that what the token proves is proven of the address it was mailed to.
      await lockUser(trx, userId)
      if ((await findUser(trx, userId))?.emailKey !== emailKey) throw credentialsRefused()
      await takeUpInvitation(trx, invitation, acceptance.token)
      await confirmMailbox(trx, userId)
      const user = (await findUser(trx, userId))!
      const memberships = await listMemberships(trx, userId)
      return then(trx, { user, memberships, place: memberships.find(({ memberId }) => memberId === member.id)! })
    })
  } catch (error) {
    if (sqlStateOf(error) === '23505') throw emailTaken('Accept with your own password.', { cause: error })
    throw error
  }
}

/** The invitation that a token stands for, and where. @throws 404 */
async function findInvitationOfToken(
  { db }: Pick<AuthDeps, 'db'>,
  token: string,
): Promise<Invitation & { practiceId: string }> {
  const { practiceId, subjectId } = await getHandle(db, 'invitation', token)
  const invitation = await enterAsSystem(db, practiceId, (trx) => getInvitation(trx, subjectId))
  if (!invitation) throw notFound()
  return { ...invitation, practiceId }
}

async function identify(
  deps: AuthDeps,
  { email, emailKey }: Invitation,
  { name, password }: Acceptance,
  { ip }: Origin,
): Promise<Invitee> {
  if (password === undefined) throw invalidField('/password', 'is needed')
  const known = await findCredentials(deps.db, emailKey)
  if (known) {
    return guess(deps, { emailKey, ip }, async () =>
      (await deps.passwords.verify(known.passwordHash, password)) ? { userId: known.id } : undefined,
    )
  }
  if (name === undefined) throw invalidField('/name', 'is needed for a new account')
  const weakness = weaknessOf(password, [name, email])
  if (weakness) throw invalidField('/password', weakness)
  return { userId: newId(), account: { name, passwordHash: await deps.passwords.hash(password) } }
}
