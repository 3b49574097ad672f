import { sql } from 'kysely'
import { inBatches } from '../../infra/db/batches.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Tally } from '../contacts/tally.rules.ts'

/** What is worked out of a contact's cadence. All are null where nothing is to fall due. */
export interface Derived {
  id: string
  since: string | null
  step: number | null
  everyDays: number | null
  coolingOn: string | null
  dormantOn: string | null
  idealOn: string | null
  latestOn: string | null
  plannedOn: string | null
}

/**
 * Nobody else puts follow-ups of this client into weeks until the transaction ends. The last lock that a transaction
 * takes: the contacts it writes are held by then.
 */
export async function holdPlan(trx: PracticeTrx, clientId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('follow-ups ' || ${clientId}, 0))`.execute(trx)
}

/** Holds all contacts of a client, in the order in which everybody takes them. */
export async function holdContactsOfClient(trx: PracticeTrx, clientId: string): Promise<void> {
  await sql`
    select from contacts where practice_id = ${trx.practiceId} and client_id = ${clientId} order by id
       for no key update`.execute(trx)
}

/**
 * How many follow-ups other contacts have in each week between two days, by the week's Monday, and the last day that
 * anybody's is planned on.
 */
export async function readLoad(
  trx: PracticeTrx,
  clientId: string,
  { from, until, besides }: { from: string; until: string; besides: readonly string[] },
): Promise<{ weeks: { monday: string; count: number }[]; lastOn: string | null }> {
  const planned = sql`practice_id = ${trx.practiceId} and client_id = ${clientId} and next_follow_up_on is not null`
  const { rows } = await sql<{ monday: string | null; count: number; lastOn: string | null }>`
    select last.on as "lastOn", week.*
      from (select max(next_follow_up_on) as on from contacts where ${planned}) last
      left join (
        select date_trunc('week', next_follow_up_on)::date as monday, count(*)::integer as count from contacts
         where ${planned} and next_follow_up_on between ${from}::date and ${until}::date and id <> all(${[...besides]}::uuid[])
         group by 1) week on true`.execute(trx)
  return {
    weeks: rows.flatMap(({ monday, count }) => (monday === null ? [] : { monday, count })),
    lastOn: rows[0]!.lastOn,
  }
}

/** What newest interactions add to a contact's statistics, whatever these are. */
const statistics = sql`
  first_interaction_at = least(first_interaction_at, d.first), last_interaction_at = greatest(last_interaction_at, d.last),
  interactions = c.interactions + coalesce(d.interactions, 0), calls = c.calls + coalesce(d.calls, 0),
  emails = c.emails + coalesce(d.emails, 0), meetings = c.meetings + coalesce(d.meetings, 0),
  minutes = c.minutes + coalesce(d.minutes, 0)`

const tally = sql`first timestamptz, last timestamptz, interactions int, calls int, emails int, meetings int, minutes int`

/**
 * Writes what was worked out anew, and with it what newest interactions come to: a contact's row is large, and stands in
 * many indexes.
 */
export async function writeDerived(
  trx: PracticeTrx,
  clientId: string,
  rows: readonly (Derived & Partial<Tally>)[],
): Promise<void> {
  for (const batch of inBatches(rows)) {
    await sql`
      update contacts c
         set follow_up_since = d.since, follow_up_step = d.step, follow_up_every_days = d."everyDays",
             cooling_on = d."coolingOn", dormant_on = d."dormantOn", follow_up_ideal_on = d."idealOn",
             follow_up_latest_on = d."latestOn", next_follow_up_on = d."plannedOn", ${statistics}
        from json_to_recordset(${JSON.stringify(batch)})
          as d(id uuid, since date, step integer, "everyDays" integer, "coolingOn" date, "dormantOn" date, "idealOn" date,
               "latestOn" date, "plannedOn" date, ${tally})
       where c.practice_id = ${trx.practiceId} and c.client_id = ${clientId} and c.id = d.id
         and c.id = any(${batch.map(({ id }) => id)}::uuid[])`.execute(trx)
  }
}

/** Adds what newest interactions come to, however long the history is. */
export async function addToStatistics(
  trx: PracticeTrx,
  clientId: string,
  news: readonly (Tally & { id: string })[],
): Promise<void> {
  for (const batch of inBatches(news)) {
    await sql`
      update contacts c set ${statistics}
        from json_to_recordset(${JSON.stringify(batch)}) as d(id uuid, ${tally})
       where c.practice_id = ${trx.practiceId} and c.client_id = ${clientId} and c.id = d.id
         and c.id = any(${batch.map(({ id }) => id)}::uuid[])`.execute(trx)
  }
}

export async function listClientsWithContacts(trx: PracticeTrx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from clients c
     where c.practice_id = ${trx.practiceId}
       and exists (select from contacts k where k.practice_id = c.practice_id and k.client_id = c.id)
     order by c.id`.execute(trx)
  return rows.map(({ id }) => id)
}
