import { type Insertable, sql, type Updateable } from 'kysely'
import type { Commitments } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** A commitment as everybody outside this room sees one. */
export type Commitment = NonNullable<Awaited<ReturnType<typeof findCommitment>>>

const newestFirst: Order = {
  keys: [
    { expression: sql`commitments.created_at`, type: 'timestamptz' },
    { expression: sql`commitments.id`, type: 'uuid' },
  ],
  descending: true,
}

const selectCommitments = (trx: PracticeTrx) =>
  trx.selectFrom('commitments').selectAll().where('practiceId', '=', trx.practiceId)

export const findCommitment = (trx: PracticeTrx, id: string) =>
  selectCommitments(trx).where('id', '=', id).executeTakeFirst()

export function listCommitments(
  trx: PracticeTrx,
  clientId: string,
  { status }: { status?: Commitment['status'] | undefined },
  page: PageRequest,
): Promise<KeysetPage<Commitment>> {
  const query = selectCommitments(trx).where('clientId', '=', clientId)
  return readPage(status ? query.where('status', '=', status) : query, newestFirst, page)
}

export const insertCommitments = (
  trx: PracticeTrx,
  rows: Omit<Insertable<Commitments>, 'practiceId' | 'createdAt' | 'updatedAt'>[],
): Promise<Commitment[]> =>
  trx
    .insertInto('commitments')
    .values(rows.map((row) => ({ ...row, practiceId: trx.practiceId, createdAt: trx.now, updatedAt: trx.now })))
    .returningAll()
    .execute()

export async function updateCommitment(trx: PracticeTrx, id: string, values: Updateable<Commitments>): Promise<void> {
  await trx
    .updateTable('commitments')
    .set({ ...values, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .execute()
}

/** Changes the status of a client's commitments, those that have one of these; returns them as they are then. */
export function moveCommitments(
  trx: PracticeTrx,
  which: { clientId: string; searchId?: string; landingId?: string; pausedBecause?: 'client_paused'; gentle?: boolean },
  from: Commitment['status'][],
  to: Updateable<Commitments>,
): Promise<Commitment[]> {
  let query = trx
    .updateTable('commitments')
    .set({ ...to, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', which.clientId)
    .where('status', 'in', from)
  if (which.searchId) query = query.where('searchId', '=', which.searchId)
  if (which.landingId) query = query.where('landingId', '=', which.landingId)
  if (which.gentle !== undefined) query = query.where('gentle', '=', which.gentle)
  if (which.pausedBecause) query = query.where('pausedBecause', '=', which.pausedBecause)
  return query.returningAll().execute()
}

/** Takes up what ended with a landing; what was never accepted is a proposal again. */
export const restoreCommitments = (
  trx: PracticeTrx,
  which: { clientId: string; searchId: string },
): Promise<Commitment[]> =>
  trx
    .updateTable('commitments')
    .set({
      status: sql<Commitment['status']>`case when accepted_on is null then 'proposed' else 'active' end`,
      endedBecause: null,
      endedAt: null,
      updatedAt: trx.now,
    })
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', which.clientId)
    .where('searchId', '=', which.searchId)
    .where('endedBecause', '=', 'landed')
    .returningAll()
    .execute()

/** The searches that these name, as far as the caller may see them. */
export async function listSearchesNamed(
  trx: PracticeTrx,
  entries: { searchId?: string | null | undefined }[],
): Promise<{ id: string; clientId: string; status: string }[]> {
  const ids = entries.flatMap(({ searchId }) => searchId ?? [])
  if (ids.length === 0) return []
  return trx
    .selectFrom('searches')
    .select(['id', 'clientId', 'status'])
    .where('practiceId', '=', trx.practiceId)
    .where('id', 'in', ids)
    .execute()
}

/** Whether a verdict was given on any of its periods, but that it is void. */
export async function isAnythingJudged(
  trx: PracticeTrx,
  { id, clientId }: Pick<Commitment, 'id' | 'clientId'>,
): Promise<boolean> {
  const judged = await trx
    .selectFrom('periods')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('commitmentId', '=', id)
    .where('judgedAt', 'is not', null)
    .where('status', '<>', 'void')
    .limit(sql.lit(1))
    .executeTakeFirst()
  return judged !== undefined
}
