import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

export interface ChangedOffer {
  id: string
  clientId: string
}

/**
 * An open offer for each of these recipients of an announcement; one that was withdrawn stands again.
 *
 * @param on a local day; default: today, where each client lives
 */
export async function upsertOffersTo(
  trx: PracticeTrx,
  recipientIds: string[],
  on: string | null,
): Promise<ChangedOffer[]> {
  if (recipientIds.length === 0) return []
  const { rows } = await sql<ChangedOffer>`
    insert into help_offers (practice_id, client_id, contact_id, recipient_id, offered_on, created_at, updated_at)
    select r.practice_id, r.client_id, r.contact_id, r.id,
           coalesce(${on}::date, (${trx.now}::timestamptz at time zone c.time_zone)::date), ${trx.now}, ${trx.now}
      from announcement_recipients r
      join clients c on c.practice_id = r.practice_id and c.id = r.client_id
     where r.practice_id = ${trx.practiceId} and r.id = any(${recipientIds}::uuid[])
        on conflict (practice_id, recipient_id) do update
           set status = 'open', offered_on = excluded.offered_on, taken_up_on = null, fulfilled_on = null,
               updated_at = excluded.updated_at
         where help_offers.status = 'withdrawn'
    returning id, client_id as "clientId"`.execute(trx)
  return rows
}

/** Withdraws the offers to these recipients that nobody has taken up. */
export async function withdrawOpenOffersTo(trx: PracticeTrx, recipientIds: string[]): Promise<ChangedOffer[]> {
  if (recipientIds.length === 0) return []
  return trx
    .updateTable('helpOffers')
    .set({ status: 'withdrawn', updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('recipientId', '=', sql<string>`any(${recipientIds}::uuid[])`)
    .where('status', '=', 'open')
    .returning(['id', 'clientId'])
    .execute()
}
