import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { FeedEntry } from './feed.rules.ts'

/** More than anybody wants to see in a calendar. */
const most = 1000

/** A client's follow-ups and the calls and letters they were asked for, between two days, in their order. */
export async function listEntries(
  trx: PracticeTrx,
  clientId: string,
  { from, until }: { from: string; until: string },
): Promise<FeedEntry[]> {
  const { rows } = await sql<FeedEntry>`
    select * from (
      select 'follow-up-' || c.id || '@cadre' as uid, c.next_follow_up_on as on, 'Get in touch with ' || c.name as title,
             nullif(concat_ws(E'\n', nullif(concat_ws(', ', c.title, c.company), ''), c.phone, c.email,
                              c.things_to_remember), '') as notes,
             c.updated_at as "changedAt"
        from contacts c
       where c.practice_id = ${trx.practiceId} and c.client_id = ${clientId}
         and coalesce(c.next_follow_up_on, 'infinity'::date) between ${from}::date and ${until}::date
      union all
      select 'task-' || t.id || '@cadre', t.due_on, t.title, null, t.updated_at
        from tasks t
       where t.practice_id = ${trx.practiceId} and t.client_id = ${clientId} and t.status = 'open'
         and t.kind in ('call', 'draft') and t.due_on between ${from}::date and ${until}::date) entries
     order by "on", uid limit ${sql.lit(most)}`.execute(trx)
  return rows
}
