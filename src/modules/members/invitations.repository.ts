import { type Insertable, sql } from 'kysely'
import type { Invitations } from '../../infra/db/database.ts'
import { type KeysetPage, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

export type Invitation = NonNullable<Awaited<ReturnType<typeof findInvitation>>>

const byCreation = {
  keys: [
    { expression: sql`invitations.created_at`, type: 'timestamptz' as const },
    { expression: sql`invitations.id`, type: 'uuid' as const },
  ],
}

function selectInvitations(trx: PracticeTrx) {
  return trx
    .selectFrom('invitations')
    .where('practiceId', '=', trx.practiceId)
    .select(['id', 'email', 'emailKey', 'role', 'invitedBy', 'expiresAt', 'createdAt'])
}

export async function findInvitation(trx: PracticeTrx, id: string) {
  return selectInvitations(trx).where('id', '=', id).executeTakeFirst()
}

export async function findInvitationOf(trx: PracticeTrx, emailKey: string): Promise<Invitation | undefined> {
  return selectInvitations(trx).where('emailKey', '=', emailKey).executeTakeFirst()
}

export async function listInvitations(trx: PracticeTrx, page: PageRequest): Promise<KeysetPage<Invitation>> {
  return readPage(selectInvitations(trx), byCreation, page)
}

export async function insertInvitation(trx: PracticeTrx, values: Insertable<Invitations>): Promise<void> {
  await trx.insertInto('invitations').values(values).execute()
}

export async function deleteInvitation(trx: PracticeTrx, id: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('invitations')
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
