import type { Kysely } from 'kysely'
import { notFound } from '../../errors.ts'
import type { Database } from '../../infra/db/database.ts'
import { continueInPractice, enterAsUser, type PracticeTrx } from '../../infra/db/scope.ts'
import type { SignAccessToken } from '../../infra/security/access-token.ts'
import type { Passwords } from '../../infra/security/passwords.ts'
import { emailUnverified } from './users.problems.ts'
import {
  findUser,
  findUserOfMember,
  hasVerifiedOwner,
  listMemberships,
  type Membership,
  setEmailVerified,
  type User,
} from './users.repository.ts'

/** What signing up and in needs beyond a practice's transaction. */
export interface AuthDeps {
  db: Kysely<Database>
  passwords: Passwords
  signAccessToken: SignAccessToken
  guessKey: Buffer
  /** Where Cadre itself is reached, without a slash at the end. */
  publicUrl: string
  /** The address that Cadre's own mail comes from. */
  mailFrom: string
}

/** A user in one of their practices. */
export interface Entered {
  user: User
  memberships: Membership[]
  place: Membership
}

/**
 * Enters one of a user's practices as that user and runs one step in one transaction, before there is a session.
 *
 * @param choose picks the practice; the memberships come in the order in which they were joined
 * @returns what the step returns, or undefined (without running it) when none was chosen
 */
export function enterAsMember<T>(
  db: Kysely<Database>,
  userId: string,
  choose: (memberships: Membership[]) => Membership | undefined,
  step: (trx: PracticeTrx, entered: Entered) => Promise<T>,
  requestId?: string,
): Promise<T | undefined> {
  return enterAsUser(db, userId, async (userTrx) => {
    const user = await findUser(userTrx, userId)
    const memberships = await listMemberships(userTrx, userId)
    const place = choose(memberships)
    if (!user || !place) return undefined
    const { practiceId, memberId, role } = place
    const trx = await continueInPractice(userTrx, { practiceId, member: { id: memberId, role }, requestId })
    return step(trx, { user, memberships, place })
  })
}

/** The user behind a member of this practice. @throws 404 */
export async function getUserOfMember(trx: PracticeTrx, memberId: string): Promise<User> {
  const user = await findUserOfMember(trx, memberId)
  if (!user) throw notFound()
  return user
}

/**
 * Notes that a token which was mailed to a user came back. One of a sandbox was read there, not in a mailbox: it counts
 * for as long as sandboxes are all they are in.
 */
export async function confirmMailbox(trx: PracticeTrx, userId: string): Promise<void> {
  if (trx.sandbox && (await isInRealPractice(trx, userId))) return
  await setEmailVerified(trx, userId, true)
}

/** Whether a user is in a practice whose mail leaves. */
export const isInRealPractice = async (trx: PracticeTrx, userId: string): Promise<boolean> =>
  (await listMemberships(trx, userId)).some(({ sandbox }) => !sandbox)

/**
 * Whoever lets mail go out in a client's name has an address that is known to be theirs; where a client does so for
 * themselves, an owner of the practice has.
 *
 * @throws 409 email_unverified
 */
export async function requireVerifiedEmail(trx: PracticeTrx): Promise<void> {
  const isVerified =
    trx.actor.kind === 'member'
      ? Boolean((await findUser(trx, trx.actor.userId))?.emailVerifiedAt)
      : await hasVerifiedOwner(trx)
  if (!isVerified) throw emailUnverified('We mailed you a link; `POST /v1/auth/email-verifications` sends another.')
}

/**
 * As `requireVerifiedEmail`, for letters to people of whom the practice knows no more than an address: strangers are not
 * written to in made-up names. A sandbox's letters leave for nowhere.
 *
 * @throws 409 email_unverified
 */
export async function requireVerifiedToInvite(trx: PracticeTrx): Promise<void> {
  if (!trx.sandbox) await requireVerifiedEmail(trx)
}
