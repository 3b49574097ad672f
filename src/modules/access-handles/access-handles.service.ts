import { type Kysely, sql } from 'kysely'
import type { AccessHandles, Database } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { hashToken, newToken } from '../../infra/security/secrets.ts'
import { linkRefused } from './access-handles.problems.ts'

/*
 * Secrets that arrive before a practice is known. What is kept of one is its hash, and where it leads.
 */

export type HandleKind = AccessHandles['kind']

/** Where a secret leads. */
export interface Handle {
  kind: HandleKind
  practiceId: string
  userId: string | null
  subjectId: string
  expiresAt: Date | null
}

/** Makes a secret that leads to a subject of this practice; says it once, to be mailed or shown. */
export async function issueHandle(
  trx: PracticeTrx,
  handle: Omit<Handle, 'practiceId' | 'userId'> & { userId?: string },
): Promise<string> {
  const token = newToken()
  await trx
    .insertInto('accessHandles')
    .values({ ...handle, hash: hashToken(token), practiceId: trx.practiceId, createdAt: trx.now })
    .execute()
  return token
}

/** Where a secret leads that is of one of these kinds; it may have expired. */
export async function resolveHandle(
  db: Kysely<Database>,
  kinds: HandleKind[],
  token: string,
): Promise<Handle | undefined> {
  const { rows } = await sql<Handle>`
    select asked.kind, found.*
      from unnest(${kinds}::text[]) as asked(kind), app.resolve_handle(asked.kind, ${hashToken(token)}) as found`.execute(
    db,
  )
  return rows[0]
}

/** As `resolveHandle` for a link of one kind. @throws 404 link_refused */
export async function getHandle(db: Kysely<Database>, kind: HandleKind, token: string): Promise<Handle> {
  const handle = await resolveHandle(db, [kind], token)
  if (!handle) throw linkRefused('Ask for a new one.')
  return handle
}

/**
 * Uses a link up; of several at once exactly one succeeds.
 *
 * @throws 404 link_refused when it was used, replaced, withdrawn or has expired
 */
export async function spendHandle(trx: PracticeTrx, kind: HandleKind, token: string): Promise<void> {
  const { numDeletedRows } = await trx
    .deleteFrom('accessHandles')
    .where('practiceId', '=', trx.practiceId)
    .where('kind', '=', kind)
    .where('hash', '=', hashToken(token))
    .where('expiresAt', '>', trx.now)
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw linkRefused('Ask for a new one.')
}

/** Makes a user's earlier secrets of these kinds worthless, in whichever practice they were issued. */
export async function withdrawHandles(trx: PracticeTrx, userId: string, kinds: HandleKind[]): Promise<void> {
  await trx.deleteFrom('accessHandles').where('userId', '=', userId).where('kind', 'in', kinds).execute()
}

/** Makes all of a user's secrets in this practice worthless. */
export async function withdrawHandlesHere(trx: PracticeTrx, userId: string): Promise<void> {
  await trx.deleteFrom('accessHandles').where('practiceId', '=', trx.practiceId).where('userId', '=', userId).execute()
}

/** Forgets the secrets that lead to a subject of this practice and have expired. */
export async function dropExpiredHandles(trx: PracticeTrx, kind: HandleKind, subjectId: string): Promise<void> {
  await trx
    .deleteFrom('accessHandles')
    .where('practiceId', '=', trx.practiceId)
    .where('kind', '=', kind)
    .where('subjectId', '=', subjectId)
    .where('expiresAt', '<=', trx.now)
    .execute()
}

/** Since when a secret leads to a subject that does not expire; undefined when there is none. */
export async function findStanding(trx: PracticeTrx, kind: HandleKind, subjectId: string): Promise<Date | undefined> {
  const standing = await trx
    .selectFrom('accessHandles')
    .select('createdAt')
    .where('practiceId', '=', trx.practiceId)
    .where('kind', '=', kind)
    .where('subjectId', '=', subjectId)
    .where('expiresAt', 'is', null)
    .executeTakeFirst()
  return standing?.createdAt
}

/** As `withdrawHandlesTo`, but whoever comes with one can be told that it was good once. @returns whether there was any */
export async function retireHandlesTo(trx: PracticeTrx, kind: HandleKind, subjectId: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('accessHandles')
    .set({ expiresAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('kind', '=', kind)
    .where('subjectId', '=', subjectId)
    .where('expiresAt', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Makes the secrets that lead to a subject of this practice worthless. */
export async function withdrawHandlesTo(trx: PracticeTrx, kind: HandleKind, subjectId: string): Promise<void> {
  await trx
    .deleteFrom('accessHandles')
    .where('practiceId', '=', trx.practiceId)
    .where('kind', '=', kind)
    .where('subjectId', '=', subjectId)
    .execute()
}
