import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

export interface EffortSum {
  effort: { interactions: number; calls: number; emails: number; meetings: number; minutes: number }
  /** With how many people. */
  contacts: number
  firstInteractionAt: Date | null
  lastInteractionAt: Date | null
}

/**
 * What a client has done, in all or in one search; what was done with several people at once counts once.
 * Types count as they do for contacts: video calls are calls, events are meetings.
 */
export async function sumEffortOf(
  trx: PracticeTrx,
  clientId: string,
  search?: { id: string; from: Date; until: Date },
): Promise<EffortSum> {
  const counted = search
    ? sql`and (i.search_id = ${search.id}
               or (i.search_id is null and i.occurred_at >= ${search.from} and i.occurred_at < ${search.until}))`
    : sql``
  const { rows } = await sql<EffortSum>`
    with counted as (
      select i.id, i.type, i.minutes, i.occurred_at from interactions i
       where i.practice_id = ${trx.practiceId} and i.client_id = ${clientId} ${counted})
    select json_build_object(
             'interactions', count(*),
             'calls', count(*) filter (where type in ('call', 'video_call')),
             'emails', count(*) filter (where type = 'email'),
             'meetings', count(*) filter (where type in ('meeting', 'event')),
             'minutes', coalesce(sum(minutes), 0)) as effort,
           (select count(distinct ic.contact_id)::int
              from interaction_contacts ic
             where ic.practice_id = ${trx.practiceId} and ic.client_id = ${clientId}
               and ic.interaction_id in (select id from counted)) as contacts,
           min(occurred_at) as first_interaction_at, max(occurred_at) as last_interaction_at
      from counted`.execute(trx)
  return rows[0]!
}
