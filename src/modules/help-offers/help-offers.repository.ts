import { type Insertable, sql, type Updateable } from 'kysely'
import type { HelpOffers } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { HelpOfferStatus } from './help-offers.rules.ts'

const latestFirst: Order = {
  keys: [
    { expression: sql`help_offers.offered_on`, type: 'date' },
    { expression: sql`help_offers.id`, type: 'uuid' },
  ],
  descending: true,
}

const selectOffers = (trx: PracticeTrx) =>
  trx
    .selectFrom('helpOffers')
    .innerJoin('contacts', (join) =>
      join.onRef('contacts.practiceId', '=', 'helpOffers.practiceId').onRef('contacts.id', '=', 'helpOffers.contactId'),
    )
    .selectAll('helpOffers')
    .select('contacts.name as contactName')
    .where('helpOffers.practiceId', '=', trx.practiceId)

export type HelpOffer = NonNullable<Awaited<ReturnType<typeof findHelpOffer>>>

export const findHelpOffer = (trx: PracticeTrx, id: string) =>
  selectOffers(trx).where('helpOffers.id', '=', id).executeTakeFirst()

export function listHelpOffers(
  trx: PracticeTrx,
  clientId: string,
  filters: { status?: HelpOfferStatus | undefined; contactId?: string | undefined },
  page: PageRequest,
): Promise<KeysetPage<HelpOffer>> {
  let query = selectOffers(trx).where('helpOffers.clientId', '=', clientId)
  if (filters.status) query = query.where('helpOffers.status', '=', filters.status)
  if (filters.contactId)
    query = query.where(
      'helpOffers.contactId',
      '=',
      sql<string>`app.contact_meant(${trx.practiceId}, ${filters.contactId})`,
    )
  return readPage(query, latestFirst, page)
}

export const listHelpOffersLike = (
  trx: PracticeTrx,
  clientId: string,
  { contactId, offeredOn, what }: Pick<HelpOffer, 'contactId' | 'offeredOn' | 'what'>,
): Promise<HelpOffer[]> =>
  selectOffers(trx)
    .where('helpOffers.clientId', '=', clientId)
    .where('helpOffers.contactId', '=', contactId)
    .where('helpOffers.offeredOn', '=', offeredOn)
    .where('helpOffers.what', 'is not distinct from', what)
    .orderBy('helpOffers.id')
    .execute()

/** Nobody else changes the offer until the transaction ends. */
export async function lockHelpOffer(trx: PracticeTrx, id: string): Promise<void> {
  await trx
    .selectFrom('helpOffers')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .forUpdate()
    .execute()
}

/** @returns undefined when that is no contact of the client */
export async function insertHelpOffer(
  trx: PracticeTrx,
  { contactId, ...values }: Omit<Insertable<HelpOffers>, 'practiceId' | 'createdAt' | 'updatedAt'>,
): Promise<string | undefined> {
  const contact = await trx
    .selectFrom('contacts')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', values.clientId)
    .where('id', '=', sql<string>`app.contact_meant(${trx.practiceId}, ${contactId})`)
    .executeTakeFirst()
  if (!contact) return undefined
  const row = { ...values, contactId: contact.id, practiceId: trx.practiceId, createdAt: trx.now, updatedAt: trx.now }
  return (await trx.insertInto('helpOffers').values(row).returning('id').executeTakeFirstOrThrow()).id
}

export async function updateHelpOffer(trx: PracticeTrx, id: string, values: Updateable<HelpOffers>): Promise<void> {
  await trx
    .updateTable('helpOffers')
    .set({ ...values, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

export async function deleteHelpOffer(trx: PracticeTrx, id: string): Promise<void> {
  await trx.deleteFrom('helpOffers').where('practiceId', '=', trx.practiceId).where('id', '=', id).execute()
}
