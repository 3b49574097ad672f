import { type Insertable, sql, type Updateable } from 'kysely'
import type { Landings } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

export type Landing = NonNullable<Awaited<ReturnType<typeof findLanding>>>

/** The landing a search stands on now, if it has one; those that fell through are history. */
export async function findLanding(trx: PracticeTrx, searchId: string) {
  return trx
    .selectFrom('landings')
    .selectAll()
    .where('practiceId', '=', trx.practiceId)
    .where('searchId', '=', searchId)
    .where('reopenedAt', 'is', null)
    .executeTakeFirst()
}

/** The searches of a client whose landing is being announced, and its announcement. */
export const listLandingsBeingAnnounced = (trx: PracticeTrx, clientId: string) =>
  trx
    .selectFrom('announcements')
    .innerJoin('landings', (join) =>
      join
        .onRef('landings.practiceId', '=', 'announcements.practiceId')
        .onRef('landings.id', '=', 'announcements.landingId'),
    )
    .select(['landings.searchId', 'announcements.id as announcementId'])
    .where('announcements.practiceId', '=', trx.practiceId)
    .where('announcements.clientId', '=', clientId)
    .where('announcements.status', 'not in', ['completed', 'cancelled'])
    .where('landings.reopenedAt', 'is', null)
    .orderBy('announcements.id')
    .execute()

/** Clients with an announcement that nobody has approved. */
export async function listClientsWithDrafts(trx: PracticeTrx): Promise<string[]> {
  const rows = await trx
    .selectFrom('announcements')
    .select('clientId')
    .distinct()
    .where('practiceId', '=', trx.practiceId)
    .where('status', 'not in', ['completed', 'cancelled'])
    .where('approvedAt', 'is', null)
    .execute()
  return rows.map(({ clientId }) => clientId)
}

export async function insertLanding(trx: PracticeTrx, values: Insertable<Landings>): Promise<Landing> {
  return trx.insertInto('landings').values(values).returningAll().executeTakeFirstOrThrow()
}

export async function updateLanding(trx: PracticeTrx, id: string, values: Updateable<Landings>): Promise<Landing> {
  return trx
    .updateTable('landings')
    .set({ ...values, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function deleteLanding(trx: PracticeTrx, id: string): Promise<void> {
  await trx.deleteFrom('landings').where('practiceId', '=', trx.practiceId).where('id', '=', id).execute()
}

/** What was done in a search with each of these people, and with all of them together (a shared meeting counted once). */
export async function readChainEffort(
  trx: PracticeTrx,
  search: { id: string; clientId: string; from: Date; until: Date },
  contactIds: string[],
) {
  const { rows } = await sql<{
    contactId: string | null
    interactions: number
    calls: number
    emails: number
    meetings: number
    minutes: number
    firstTouchedAt: Date | null
  }>`
    with touched as (
      select i.id, i.type, i.minutes, i.occurred_at, ic.contact_id
        from interaction_contacts ic
        join interactions i on i.practice_id = ic.practice_id and i.client_id = ic.client_id and i.id = ic.interaction_id
       where ic.practice_id = ${trx.practiceId} and ic.client_id = ${search.clientId} and ic.contact_id = any(${contactIds}::uuid[])
         and (i.search_id = ${search.id}
              or (i.search_id is null and i.occurred_at >= ${search.from} and i.occurred_at < ${search.until}))
    ), counted as (
      select contact_id, id, type, minutes, occurred_at from touched
      union all
      select distinct null::uuid, id, type, minutes, occurred_at from touched
    )
    select contact_id as "contactId", count(*)::int as interactions,
           (count(*) filter (where type in ('call', 'video_call')))::int as calls,
           (count(*) filter (where type = 'email'))::int as emails,
           (count(*) filter (where type in ('meeting', 'event')))::int as meetings,
           coalesce(sum(minutes), 0)::int as minutes,
           min(occurred_at) as "firstTouchedAt"
      from counted group by contact_id`.execute(trx)
  return rows
}
