import { sql, type Updateable } from 'kysely'
import type { Interactions } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** An interaction as everybody outside this room sees one. */
export type Interaction = NonNullable<Awaited<ReturnType<typeof findInteraction>>>

interface Attendance {
  contactId: string
  name: string
  advice: { about: string; helped: string | null; words: string | null; quotable: boolean } | null
}

/** A search and the instants its days are made of. */
interface SearchSpan {
  id: string
  from: Date
  until: Date
}

interface InteractionFilters {
  clientId: string
  contactId?: string | undefined
  type?: Interaction['type'] | undefined
  opportunityId?: string | undefined
  span?: SearchSpan | undefined
  occurredAfter?: Date | undefined
  occurredBefore?: Date | undefined
  sort: keyof typeof orders
}

const keys: Order['keys'] = [
  { expression: sql`interactions.occurred_at`, type: 'timestamptz' },
  { expression: sql`interactions.id`, type: 'uuid' },
]
const orders = { occurredAt: { keys }, '-occurredAt': { keys, descending: true } } satisfies Record<string, Order>

const attendances = sql<Attendance[]>`(
  select coalesce(json_agg(json_build_object('contactId', ic.contact_id, 'name', c.name, 'advice',
           case when ic.advice_about is not null then json_build_object('about', ic.advice_about,
             'helped', ic.advice_helped, 'words', ic.advice_words, 'quotable', ic.advice_quotable) end
         ) order by ic.position), '[]')
    from interaction_contacts ic
    join contacts c on c.practice_id = ic.practice_id and c.client_id = ic.client_id and c.id = ic.contact_id
   where ic.practice_id = interactions.practice_id and ic.client_id = interactions.client_id
     and ic.interaction_id = interactions.id)`

const selectInteractions = (trx: PracticeTrx) =>
  trx
    .selectFrom('interactions')
    .where('practiceId', '=', trx.practiceId)
    .select([
      'id', 'clientId', 'type', 'direction', 'occurredAt', 'minutes', 'summary', 'outcome', 'searchId', 'opportunityId',
      'createdAt', 'updatedAt', attendances.as('contacts'),
    ]) // prettier-ignore

const countsIn = ({ id, from, until }: SearchSpan) => sql<boolean>`(
  interactions.search_id = ${id}
  or (interactions.search_id is null and interactions.occurred_at >= ${from} and interactions.occurred_at < ${until}))`

export async function findInteraction(trx: PracticeTrx, id: string) {
  return selectInteractions(trx).where('id', '=', id).executeTakeFirst()
}

export async function listInteractions(
  trx: PracticeTrx,
  filters: InteractionFilters,
  page: PageRequest,
): Promise<KeysetPage<Interaction>> {
  const { clientId, contactId, type, opportunityId, span, occurredAfter, occurredBefore, sort } = filters
  let query = selectInteractions(trx).where('clientId', '=', clientId)
  if (type) query = query.where('type', '=', type)
  if (opportunityId) query = query.where('opportunityId', '=', opportunityId)
  if (span) query = query.where(countsIn(span))
  if (occurredAfter) query = query.where('occurredAt', '>=', occurredAfter)
  if (occurredBefore) query = query.where('occurredAt', '<', occurredBefore)
  if (contactId) {
    query = query.where('id', 'in', (of) =>
      of
        .selectFrom('interactionContacts')
        .select('interactionId')
        .where('practiceId', '=', trx.practiceId)
        .where('clientId', '=', clientId)
        .where('contactId', '=', sql<string>`app.contact_meant(${trx.practiceId}, ${contactId})`),
    )
  }
  return readPage(query, orders[sort], page)
}

/** What a client did at these very instants. */
export const listAt = (trx: PracticeTrx, clientId: string, instants: Date[]): Promise<Interaction[]> =>
  selectInteractions(trx)
    .where('clientId', '=', clientId)
    .where('occurredAt', '=', sql<Date>`any(${instants}::timestamptz[])`)
    .orderBy('id')
    .execute()

/** Those of some interactions that are there; nobody else changes them until the transaction ends. */
export async function lockInteractions(trx: PracticeTrx, ids: string[]): Promise<Interaction[]> {
  return selectInteractions(trx)
    .where('id', '=', sql<string>`any(${ids})`)
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** Holds the interaction until the transaction ends. */
export async function lockInteraction(trx: PracticeTrx, id: string): Promise<void> {
  await trx
    .selectFrom('interactions')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .forUpdate()
    .execute()
}

export async function updateInteraction(trx: PracticeTrx, id: string, values: Updateable<Interactions>): Promise<void> {
  await trx
    .updateTable('interactions')
    .set({ ...values, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .execute()
}

export async function deleteInteractionRows(trx: PracticeTrx, ids: string[]): Promise<void> {
  await trx
    .deleteFrom('interactions')
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', sql<string>`any(${ids})`)
    .execute()
}
