import { type Insertable, type Kysely, sql, type Updateable } from 'kysely'
import type { Database, Users } from '../../infra/db/database.ts'
import type { PracticeTrx, UserTrx } from '../../infra/db/scope.ts'

// A user belongs to no practice, so no sandbox's clock is theirs.
const realNow = sql<Date>`clock_timestamp()`

/** A user as they see themselves, and as their colleagues do. */
export type User = NonNullable<Awaited<ReturnType<typeof findUser>>>

/** A user's place in a practice. */
export type Membership = Awaited<ReturnType<typeof listMemberships>>[number]

export async function findUser(trx: UserTrx | PracticeTrx, id: string) {
  return trx
    .selectFrom('users')
    .select(['id', 'name', 'email', 'emailKey', 'emailVerifiedAt', 'createdAt', 'updatedAt'])
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The user behind a member of this practice. */
export async function findUserOfMember(trx: PracticeTrx, memberId: string): Promise<User | undefined> {
  const member = await trx
    .selectFrom('members')
    .select('userId')
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', memberId)
    .executeTakeFirst()
  return member && findUser(trx, member.userId)
}

/** Who has an address, before anything else is known. */
export async function findCredentials(
  db: Kysely<Database>,
  emailKey: string,
): Promise<{ id: string; passwordHash: string } | undefined> {
  const { rows } = await sql<{ id: string; passwordHash: string }>`
    select * from app.find_user_by_email(${emailKey})`.execute(db)
  return rows[0]
}

export async function insertUser(trx: UserTrx, values: Insertable<Users>): Promise<void> {
  await trx.insertInto('users').values(values).execute()
}

export async function updateUser(
  trx: PracticeTrx,
  id: string,
  values: Omit<Updateable<Users>, 'emailVerifiedAt' | 'updatedAt'>,
): Promise<void> {
  await trx
    .updateTable('users')
    .set({ ...values, updatedAt: realNow })
    .where('id', '=', id)
    .execute()
}

/** Notes whether the address is known to be theirs; confirmed once is confirmed. */
export async function setEmailVerified(trx: PracticeTrx, id: string, isVerified: boolean): Promise<void> {
  await trx
    .updateTable('users')
    .set({ emailVerifiedAt: isVerified ? sql`coalesce(email_verified_at, clock_timestamp())` : null })
    .where('id', '=', id)
    .execute()
}

/** Holds a user until the transaction ends. */
export async function lockUser(trx: PracticeTrx, id: string): Promise<void> {
  await trx.selectFrom('users').select('id').where('id', '=', id).forUpdate().execute()
}

/** A user's own places, the one joined first ahead. */
export async function listMemberships(trx: UserTrx | PracticeTrx, userId: string) {
  return trx
    .selectFrom('members')
    .innerJoin('practices', 'practices.id', 'members.practiceId')
    .where('members.userId', '=', userId)
    .select(['members.practiceId', 'practices.name as practiceName', 'practices.sandbox'])
    .select(['members.id as memberId', 'members.role', 'members.createdAt as joinedAt', 'members.updatedAt'])
    .orderBy('members.createdAt')
    .orderBy('members.id')
    .execute()
}

/** Whether one of the practice's owners has confirmed their address. */
export async function hasVerifiedOwner(trx: PracticeTrx): Promise<boolean> {
  const owner = await trx
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.userId')
    .select('members.id')
    .where('members.practiceId', '=', trx.practiceId)
    .where('members.role', '=', 'owner')
    .where('users.emailVerifiedAt', 'is not', null)
    .executeTakeFirst()
  return owner !== undefined
}
