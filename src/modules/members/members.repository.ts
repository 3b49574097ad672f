import { type Insertable, sql } from 'kysely'
import type { Members } from '../../infra/db/database.ts'
import { type KeysetPage, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** A member as their colleagues see them. */
export type Member = NonNullable<Awaited<ReturnType<typeof findMember>>>

const byJoining = {
  keys: [
    { expression: sql`members.created_at`, type: 'timestamptz' as const },
    { expression: sql`members.id`, type: 'uuid' as const },
  ],
}

function selectMembers(trx: PracticeTrx) {
  return trx
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.userId')
    .where('members.practiceId', '=', trx.practiceId)
    .select(['members.id', 'members.userId', 'users.name', 'users.email', 'users.emailVerifiedAt'])
    .select(['members.role', 'members.createdAt', 'members.updatedAt'])
}

export async function findMember(trx: PracticeTrx, id: string) {
  return selectMembers(trx).where('members.id', '=', id).executeTakeFirst()
}

/** The owner who has been there longest. */
export async function findFirstOwner(trx: PracticeTrx) {
  return selectMembers(trx)
    .where('role', '=', 'owner')
    .orderBy('members.createdAt')
    .orderBy('members.id')
    .executeTakeFirst()
}

export async function listMembers(trx: PracticeTrx, page: PageRequest): Promise<KeysetPage<Member>> {
  return readPage(selectMembers(trx), byJoining, page)
}

export async function isMemberWithEmail(trx: PracticeTrx, emailKey: string): Promise<boolean> {
  return (await selectMembers(trx).where('users.emailKey', '=', emailKey).executeTakeFirst()) !== undefined
}

export async function hasOtherOwner(trx: PracticeTrx, id: string): Promise<boolean> {
  const other = await selectMembers(trx).where('role', '=', 'owner').where('members.id', '<>', id).executeTakeFirst()
  return other !== undefined
}

export async function insertMember(trx: PracticeTrx, values: Insertable<Members>): Promise<void> {
  await trx.insertInto('members').values(values).execute()
}

export async function updateMemberRole(trx: PracticeTrx, id: string, role: Member['role']): Promise<void> {
  await trx
    .updateTable('members')
    .set({ role, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .execute()
}

/** When a member gets their own digest; null where they have not said. */
export const findMemberDigest = (trx: PracticeTrx, id: string) =>
  trx
    .selectFrom('members')
    .select(['digest', 'digestWeekday', 'digestHour'])
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .executeTakeFirst()

export type MemberDigest = NonNullable<Awaited<ReturnType<typeof findMemberDigest>>>

/** What a member says of their own digest. */
export async function updateMemberDigest(trx: PracticeTrx, id: string, values: Partial<MemberDigest>): Promise<void> {
  await trx
    .updateTable('members')
    .set({ ...values, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .execute()
}

/** Removes a member with their sessions and what colleagues' clients were opened to them. */
export async function deleteMember(trx: PracticeTrx, id: string): Promise<void> {
  await trx
    .deleteFrom('clientAccess')
    .where('practiceId', '=', trx.practiceId)
    .where('memberId', '=', id)
    .where('how', '=', 'grant')
    .execute()
  await trx.deleteFrom('members').where('practiceId', '=', trx.practiceId).where('id', '=', id).execute()
}
