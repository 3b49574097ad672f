import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/**
 * Counts the interactions of contacts anew. Video calls are calls, events are meetings; messages and letters only count
 * as interactions. Everybody in an interaction gets all of its minutes.
 */
export async function recountInteractions(trx: PracticeTrx, contactIds: string[]): Promise<void> {
  await sql`
    update contacts
       set (first_interaction_at, last_interaction_at, interactions, calls, emails, meetings, minutes) = (
         select min(i.occurred_at), max(i.occurred_at), count(*),
                count(*) filter (where i.type in ('call', 'video_call')),
                count(*) filter (where i.type = 'email'),
                count(*) filter (where i.type in ('meeting', 'event')),
                coalesce(sum(i.minutes), 0)
           from interaction_contacts ic
           join interactions i
             on i.practice_id = ic.practice_id and i.client_id = ic.client_id and i.id = ic.interaction_id
          where ic.practice_id = contacts.practice_id
            and ic.client_id = contacts.client_id
            and ic.contact_id = contacts.id)
     where practice_id = ${trx.practiceId} and id = any(${contactIds})`.execute(trx)
}

interface Counted {
  type: string
  occurredAt: Date
  minutes: number | null
  contacts: { contactId: string }[]
}

/** Adds interactions that have just been logged to what `recountInteractions` would come to, however long a history is. */
export async function countInteractions(trx: PracticeTrx, logged: Counted[]): Promise<void> {
  const rows = logged.flatMap(({ type, occurredAt, minutes, contacts }) =>
    contacts.map(({ contactId }) => ({ contactId, type, occurredAt, minutes })),
  )
  await sql`
    update contacts
       set first_interaction_at = least(contacts.first_interaction_at, news.first),
           last_interaction_at = greatest(contacts.last_interaction_at, news.last),
           interactions = contacts.interactions + news.interactions,
           calls = contacts.calls + news.calls,
           emails = contacts.emails + news.emails,
           meetings = contacts.meetings + news.meetings,
           minutes = contacts.minutes + news.minutes
      from (select "contactId" as id, min("occurredAt") as first, max("occurredAt") as last, count(*) as interactions,
                   count(*) filter (where type in ('call', 'video_call')) as calls,
                   count(*) filter (where type = 'email') as emails,
                   count(*) filter (where type in ('meeting', 'event')) as meetings,
                   coalesce(sum(minutes), 0) as minutes
              from json_to_recordset(${JSON.stringify(rows)})
                as r("contactId" uuid, type text, "occurredAt" timestamptz, minutes int)
             group by 1) as news
     where contacts.practice_id = ${trx.practiceId} and contacts.id = news.id`.execute(trx)
}
