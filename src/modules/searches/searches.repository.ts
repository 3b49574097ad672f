import { type Insertable, sql, type Updateable } from 'kysely'
import type { Searches } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** A search as everybody outside this room sees one. */
export type Search = NonNullable<Awaited<ReturnType<typeof findSearch>>>

const keys: Order['keys'] = [
  { expression: sql`searches.started_on`, type: 'date' },
  { expression: sql`searches.id`, type: 'uuid' },
]
const orders = { startedOn: { keys }, '-startedOn': { keys, descending: true } } satisfies Record<string, Order>

const selectSearches = (trx: PracticeTrx) =>
  trx
    .selectFrom('searches')
    .where('practiceId', '=', trx.practiceId)
    .select(['id', 'clientId', 'title', 'status', 'startedOn', 'endedOn', 'createdAt', 'updatedAt'])

export async function findSearch(trx: PracticeTrx, id: string) {
  return selectSearches(trx).where('id', '=', id).executeTakeFirst()
}

export async function listSearches(
  trx: PracticeTrx,
  clientId: string,
  { sort }: { sort: keyof typeof orders },
  page: PageRequest,
): Promise<KeysetPage<Search>> {
  return readPage(selectSearches(trx).where('clientId', '=', clientId), orders[sort], page)
}

/** A life holds few searches, so their days are compared by the rules and not by SQL. */
export async function listOtherSearches(trx: PracticeTrx, clientId: string, exceptId?: string): Promise<Search[]> {
  const query = selectSearches(trx).where('clientId', '=', clientId)
  return (exceptId ? query.where('id', '<>', exceptId) : query).execute()
}

export async function insertSearch(
  trx: PracticeTrx,
  values: Omit<Insertable<Searches>, 'practiceId' | 'createdAt' | 'updatedAt'>,
): Promise<string> {
  const { id } = await trx
    .insertInto('searches')
    .values({ ...values, practiceId: trx.practiceId, createdAt: trx.now, updatedAt: trx.now })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateSearch(trx: PracticeTrx, id: string, values: Updateable<Searches>): Promise<void> {
  await trx
    .updateTable('searches')
    .set({ ...values, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .execute()
}

/** Whether anything was agreed on, found or done for a search, or it has landed. */
export async function isSearchReferredTo(trx: PracticeTrx, id: string): Promise<boolean> {
  const { rows } = await sql<{ isReferredTo: boolean }>`
    select exists (select from commitments where practice_id = ${trx.practiceId} and search_id = ${id})
        or exists (select from opportunities where practice_id = ${trx.practiceId} and search_id = ${id})
        or exists (select from interactions where practice_id = ${trx.practiceId} and search_id = ${id})
        or exists (select from landings where practice_id = ${trx.practiceId} and search_id = ${id}) as "isReferredTo"`.execute(
    trx,
  )
  return rows[0]!.isReferredTo
}

export async function deleteSearchRow(trx: PracticeTrx, id: string): Promise<void> {
  await trx.deleteFrom('searches').where('practiceId', '=', trx.practiceId).where('id', '=', id).execute()
}
