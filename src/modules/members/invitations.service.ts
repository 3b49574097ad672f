import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { sqlStateOf } from '../../infra/db/sqlstate.ts'
import { normalizeAddress } from '../../infra/mail/address.ts'
import { newId } from '../../infra/security/ids.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import { issueHandle, spendHandle, withdrawHandlesTo } from '../access-handles/access-handles.service.ts'
import { digestsChanged } from '../digest-schedules/digest-schedules.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { queueMessage } from '../messages/messages.service.ts'
import { getPracticeLocked } from '../practices/practices.service.ts'
import { letterFor } from '../templates/letters.service.ts'
import { linkTo } from '../users/links.rules.ts'
import {
  deleteInvitation,
  findInvitation,
  findInvitationOf,
  insertInvitation,
  type Invitation,
} from './invitations.repository.ts'
import type { InviteBody } from './invitations.schemas.ts'
import { memberAlready } from './members.problems.ts'
import { insertMember, isMemberWithEmail } from './members.repository.ts'
import { getMember } from './members.service.ts'

const validMinutes = 7 * 24 * 60

export interface InvitationDeps {
  publicUrl: string
  mailFrom: string
  /** Refuses whoever has not confirmed their own address: users stand above members, so the rule is handed down. */
  requireVerifiedToInvite(trx: PracticeTrx): Promise<void>
}

/** An open invitation. @throws 404 */
export async function getInvitation(trx: PracticeTrx, id: string): Promise<Invitation> {
  const invitation = await findInvitation(trx, id)
  if (!invitation) throw notFound()
  return invitation
}

/**
 * Mails somebody a link to join the practice; an earlier one to the same address stops working.
 *
 * @throws 409 for a member, and for an inviter whose own address is not verified
 */
export async function inviteMember(
  trx: PracticeTrx,
  deps: InvitationDeps,
  { email, role }: InviteBody,
): Promise<Invitation> {
  if (trx.actor.kind !== 'member') throw notFound()
  await deps.requireVerifiedToInvite(trx)
  const practice = await getPracticeLocked(trx)
  const emailKey = normalizeAddress(email)!
  if (await isMemberWithEmail(trx, emailKey)) throw memberAlready()
  const earlier = await findInvitationOf(trx, emailKey)
  if (earlier) await takeBack(trx, earlier.id)
  const inviter = await getMember(trx, trx.actor.id)
  const id = newId()
  const expiresAt = addMilliseconds(trx.now, validMinutes * 60_000)
  const { practiceId, now: createdAt } = trx
  await insertInvitation(trx, { practiceId, id, email, emailKey, role, invitedBy: inviter.id, expiresAt, createdAt })
  const token = await issueHandle(trx, { kind: 'invitation', subjectId: id, expiresAt })
  const link = linkTo('accept-invitation', token, { appUrl: practice.memberAppUrl, publicUrl: deps.publicUrl })
  const facts = { link, validMinutes, inviterName: inviter.name, practiceName: practice.name, role }
  const letter = await letterFor(trx, 'invitation', facts, { seed: id })
  await queueMessage(trx, {
    kind: 'invitation',
    lane: 'transactional',
    about: { kind: 'invitation', id },
    from: { name: inviter.name, address: deps.mailFrom },
    to: { name: '', address: email },
    replyTo: inviter.email,
    ...letter,
    secret: token,
    expiresAt,
  })
  await recordEvent(trx, { kind: 'invitation.created', subjectId: id, payload: { email, role } })
  return getInvitation(trx, id)
}

/** Takes an invitation back: its link stops working. @throws 404 */
export async function revokeInvitation(trx: PracticeTrx, id: string): Promise<void> {
  if (!(await takeBack(trx, id))) throw notFound()
  await recordEvent(trx, { kind: 'invitation.revoked', subjectId: id })
}

/**
 * Makes the member who acts one, by the invitation that a token stands for; of several at once one succeeds.
 *
 * @throws 404 link_refused, 409 when they are a member already
 */
export async function takeUpInvitation(trx: PracticeTrx, invitation: Invitation, token: string): Promise<void> {
  if (trx.actor.kind !== 'member') throw notFound()
  const { id, userId } = trx.actor
  await spendHandle(trx, 'invitation', token)
  await deleteInvitation(trx, invitation.id)
  const { practiceId, now } = trx
  try {
    await insertMember(trx, { practiceId, id, userId, role: invitation.role, createdAt: now, updatedAt: now })
    await digestsChanged(trx, { memberIds: [id] })
  } catch (error) {
    if (sqlStateOf(error) === '23505') throw memberAlready('Sign in instead.', { cause: error })
    throw error
  }
  await recordEvent(trx, { kind: 'member.joined', subjectId: id, payload: { userId, role: invitation.role } })
}

async function takeBack(trx: PracticeTrx, id: string): Promise<boolean> {
  await withdrawHandlesTo(trx, 'invitation', id)
  return deleteInvitation(trx, id)
}
