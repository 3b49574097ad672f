import { type Insertable, sql, type Updateable } from 'kysely'
import type { Opportunities } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** An opportunity as everybody outside this room sees one. */
export type Opportunity = NonNullable<Awaited<ReturnType<typeof findOpportunity>>>

const keys: Order['keys'] = [
  { expression: sql`opportunities.created_at`, type: 'timestamptz' },
  { expression: sql`opportunities.id`, type: 'uuid' },
]
const orders = { createdAt: { keys }, '-createdAt': { keys, descending: true } } satisfies Record<string, Order>

const selectOpportunities = (trx: PracticeTrx) =>
  trx
    .selectFrom('opportunities')
    .where('practiceId', '=', trx.practiceId)
    .select([
      'id', 'clientId', 'searchId', 'company', 'role', 'source', 'sourceContactId', 'status', 'notes', 'createdAt',
      'updatedAt',
    ]) // prettier-ignore

export async function findOpportunity(trx: PracticeTrx, id: string) {
  return selectOpportunities(trx).where('id', '=', id).executeTakeFirst()
}

export async function listOpportunities(
  trx: PracticeTrx,
  search: { id: string; clientId: string },
  filters: {
    status?: Opportunity['status'] | undefined
    source?: Opportunity['source'] | undefined
    sort: keyof typeof orders
  },
  page: PageRequest,
): Promise<KeysetPage<Opportunity>> {
  let query = selectOpportunities(trx).where('clientId', '=', search.clientId).where('searchId', '=', search.id)
  if (filters.status) query = query.where('status', '=', filters.status)
  if (filters.source) query = query.where('source', '=', filters.source)
  return readPage(query, orders[filters.sort], page)
}

export const listOpportunitiesLike = (
  trx: PracticeTrx,
  search: { id: string; clientId: string },
  { company, role }: Pick<Opportunity, 'company' | 'role'>,
): Promise<Opportunity[]> =>
  selectOpportunities(trx)
    .where('clientId', '=', search.clientId)
    .where('searchId', '=', search.id)
    .where('company', '=', company)
    .where('role', '=', role)
    .orderBy('id')
    .execute()

export async function insertOpportunity(
  trx: PracticeTrx,
  values: Omit<Insertable<Opportunities>, 'practiceId' | 'createdAt' | 'updatedAt'>,
): Promise<string> {
  const { id } = await trx
    .insertInto('opportunities')
    .values({ ...values, practiceId: trx.practiceId, createdAt: trx.now, updatedAt: trx.now })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateOpportunity(
  trx: PracticeTrx,
  id: string,
  values: Updateable<Opportunities>,
): Promise<void> {
  await trx
    .updateTable('opportunities')
    .set({ ...values, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .execute()
}

export async function deleteOpportunityRow(trx: PracticeTrx, id: string): Promise<void> {
  await trx.deleteFrom('opportunities').where('practiceId', '=', trx.practiceId).where('id', '=', id).execute()
}
