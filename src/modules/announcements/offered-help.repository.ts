import { sql } from 'kysely'

/** Whether recipient `r` has been offered help since the landing, with the news or otherwise, and the offer stands. */
export const wasOfferedHelp = sql<boolean>`exists (
  select from help_offers h
   where h.practice_id = r.practice_id and h.client_id = r.client_id and h.contact_id = r.contact_id
     and h.status <> 'withdrawn'
     and h.offered_on >= (select l.landed_on from announcements a
                            join landings l on l.practice_id = a.practice_id and l.id = a.landing_id
                           where a.practice_id = r.practice_id and a.id = r.announcement_id))`
