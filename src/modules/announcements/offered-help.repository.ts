import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** Help that was offered since the landing, with the news or otherwise, and whose offer stands. */
const offers = sql`help_offers h
  join announcements a on a.practice_id = h.practice_id and a.client_id = h.client_id
  join landings l on l.practice_id = a.practice_id and l.id = a.landing_id
 where h.status <> 'withdrawn' and h.offered_on >= l.landed_on`

/** Whether recipient `r` has been offered help. */
export const wasOfferedHelp = sql<boolean>`exists (
  select from ${offers} and a.practice_id = r.practice_id and a.id = r.announcement_id and h.contact_id = r.contact_id)`

/** The contacts, as `contact_id`, who have been offered help since the landing that is announced: asked once for all. */
export const offeredHelp = (trx: PracticeTrx, announcementId: string) =>
  sql`(select distinct h.contact_id from ${offers} and a.practice_id = ${trx.practiceId} and a.id = ${announcementId})`
