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
