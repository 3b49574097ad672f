import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { sqlStateOf } from '../../infra/db/sqlstate.ts'
import { withdrawHandlesHere } from '../access-handles/access-handles.service.ts'
import { digestsChanged, digestsChosen } from '../digest-schedules/digest-schedules.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { getPracticeLocked } from '../practices/practices.service.ts'
import { lastOwner, memberHasClients } from './members.problems.ts'
import {
  deleteMember,
  findFirstOwner,
  findMember,
  findMemberDigest,
  hasOtherOwner,
  type Member,
  type MemberDigest,
  updateMemberDigest,
  updateMemberRole,
} from './members.repository.ts'

/** A member of this practice; undefined for one who has left. */
export const getMemberIfThere = (trx: PracticeTrx, id: string): Promise<Member | undefined> => findMember(trx, id)

/** A member of this practice. @throws 404 */
export async function getMember(trx: PracticeTrx, id: string): Promise<Member> {
  const member = await findMember(trx, id)
  if (!member) throw notFound()
  return member
}

/**
 * Who writes to a client and reads what they answer: their coach; while they have none, the owner who has been there
 * longest. @throws 404
 */
export async function getCoachOf(trx: PracticeTrx, { coachId }: { coachId: string | null }): Promise<Member> {
  if (coachId) return getMember(trx, coachId)
  const owner = await findFirstOwner(trx)
  if (!owner) throw notFound()
  return owner
}

/** As `getMember`, and nobody else changes who owns the practice until the transaction ends. */
export async function getMemberLocked(trx: PracticeTrx, id: string): Promise<Member> {
  await getPracticeLocked(trx)
  return getMember(trx, id)
}

/** Gives a member another role; it holds from their next request on. @throws 404, 409 for the last owner */
export async function changeRole(trx: PracticeTrx, id: string, role: Member['role'] | undefined): Promise<Member> {
  const member = await getMemberLocked(trx, id)
  if (role === undefined || role === member.role) return member
  await requireOtherOwner(trx, member)
  await updateMemberRole(trx, id, role)
  await digestsChanged(trx, { memberIds: [id] })
  await recordEvent(trx, { kind: 'member.role_changed', subjectId: id, payload: { from: member.role, to: role } })
  return getMember(trx, id)
}

/** When a member gets their digest, as far as they have said. @throws 404 */
export async function getMemberDigest(trx: PracticeTrx, id: string): Promise<MemberDigest> {
  const digest = await findMemberDigest(trx, id)
  if (!digest) throw notFound()
  return digest
}

/** Says how often, on which weekday and at which hour a member gets their digest, in this practice. */
export async function changeDigest(trx: PracticeTrx, id: string, changes: Partial<MemberDigest>): Promise<void> {
  await updateMemberDigest(trx, id, changes)
  await digestsChosen(trx, { memberIds: [id] })
}

/** Removes a member and ends their sessions at once. @throws 404, 409 for the last owner and while clients are theirs */
export async function removeMember(trx: PracticeTrx, id: string): Promise<void> {
  const member = await getMemberLocked(trx, id)
  await requireOtherOwner(trx, member)
  await withdrawHandlesHere(trx, member.userId)
  try {
    await deleteMember(trx, id)
  } catch (error) {
    if (sqlStateOf(error) === '23503')
      throw memberHasClients('Give their clients to another coach first.', { cause: error })
    throw error
  }
  await recordEvent(trx, {
    kind: 'member.removed',
    subjectId: id,
    payload: { userId: member.userId, role: member.role },
  })
}

async function requireOtherOwner(trx: PracticeTrx, member: Member): Promise<void> {
  if (member.role !== 'owner' || (await hasOtherOwner(trx, member.id))) return
  throw lastOwner('Make somebody else an owner first.')
}
