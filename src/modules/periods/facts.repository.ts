import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Target } from './asking.rules.ts'
import type { PeriodFacts } from './counting.rules.ts'

/** What happened in these periods, by the period's id. Who was there is only looked up where a target asks. */
export async function readFacts(trx: PracticeTrx, periodIds: string[]): Promise<Map<string, PeriodFacts>> {
  const { rows } = await sql<PeriodFacts & { id: string }>`
    with given as (
      select id, client_id, practice_id, commitment_id, starts_at, ends_at, time_zone, targets
        from periods where practice_id = ${trx.practiceId} and id = any(${periodIds}::uuid[]))
    ${factsOfGiven(trx)}`.execute(trx)
  return new Map(rows.map(({ id, ...facts }) => [id, facts]))
}

/** As `readFacts`, for each period up to an instant, in the order in which they are named. */
export async function readFactsAt(
  trx: PracticeTrx,
  looks: readonly { periodId: string; at: Date }[],
): Promise<PeriodFacts[]> {
  const { rows } = await sql<PeriodFacts & { id: number }>`
    with given as (
      select looks.n as id, p.client_id, p.practice_id, p.commitment_id, p.starts_at, least(p.ends_at, looks.at) as ends_at,
             p.time_zone, p.targets
        from json_to_recordset(${JSON.stringify(looks.map((look, n) => ({ ...look, n })))})
          as looks(n int, "periodId" uuid, at timestamptz)
        join periods p on p.practice_id = ${trx.practiceId} and p.id = looks."periodId")
    ${factsOfGiven(trx)}`.execute(trx)
  return rows.toSorted((a, b) => a.id - b.id)
}

/** When there was something new to see of these periods: as they began, and with each thing that was done in them. */
export async function listTurns(trx: PracticeTrx, periodIds: string[]): Promise<{ periodId: string; at: Date }[]> {
  const { rows } = await sql<{ periodId: string; at: Date }>`
    with given as (
      select id, client_id, starts_at, ends_at from periods
       where practice_id = ${trx.practiceId} and id = any(${periodIds}::uuid[]))
    select id as period_id, starts_at as at from given
    union
    select p.id, i.occurred_at
      from given p
      join interactions i on i.practice_id = ${trx.practiceId} and i.client_id = p.client_id
       and i.occurred_at >= p.starts_at and i.occurred_at < p.ends_at
     order by at, period_id`.execute(trx)
  return rows
}

/** As `readFacts`, in any stretch of time, by the targets of a commitment as they are; undefined for no commitment. */
export async function readFactsBetween(
  trx: PracticeTrx,
  commitmentId: string,
  { from, to }: { from: Date; to: Date },
): Promise<{ facts: PeriodFacts; targets: Target[] } | undefined> {
  const { rows } = await sql<PeriodFacts & { targets: Target[] }>`
    with given as materialized (
      select c.id, c.client_id, c.practice_id, c.id as commitment_id, ${from}::timestamptz as starts_at,
             ${to}::timestamptz as ends_at, cl.time_zone, c.targets
        from commitments c
        join clients cl on cl.practice_id = c.practice_id and cl.id = c.client_id
       where c.practice_id = ${trx.practiceId} and c.id = ${commitmentId})
    select facts.*, given.targets from given cross join lateral (${factsOfGiven(trx)}) facts`.execute(trx)
  const [row] = rows
  return row && { facts: row, targets: row.targets }
}

/** What happened in each of `given`, which are stretches of a commitment's time with targets. */
const factsOfGiven = (trx: PracticeTrx) => sql`
    select p.id,
           coalesce((
             select json_agg(json_build_object('type', i.type, 'direction', i.direction, 'minutes', i.minutes, 'people',
                      case when asked.people then ${peopleIn(trx)} else '[]'::json end))
               from interactions i
              where i.practice_id = p.practice_id and i.client_id = p.client_id
                and i.occurred_at >= p.starts_at and i.occurred_at < p.ends_at
           ), '[]') as interactions,
           case when asked.coverage then ${coverage} else 0 end as coverage
      from given p
      join commitments c on c.practice_id = p.practice_id and c.client_id = p.client_id and c.id = p.commitment_id
     cross join lateral (
       select jsonb_path_exists(p.targets, '$[*] ? (@.measure == "people" || exists(@.newPeople))') as people,
              jsonb_path_exists(p.targets, '$[*] ? (@.newPeople == "this_search")') as this_search,
              jsonb_path_exists(p.targets, '$[*] ? (@.measure == "coverage")') as coverage) asked`

/** Those present in an interaction, and whether the client knew them before the period. */
const peopleIn = (trx: PracticeTrx) => sql`(
  select coalesce(json_agg(json_build_object('contactId', ic.contact_id,
           'newEver', who.first_interaction_at >= p.starts_at,
           'newInSearch', asked.this_search and c.search_id is not null and not ${metInSearchBefore})), '[]')
    from interaction_contacts ic
    join contacts who on who.practice_id = ic.practice_id and who.client_id = ic.client_id and who.id = ic.contact_id
   where ic.practice_id = ${trx.practiceId} and ic.client_id = i.client_id and ic.interaction_id = i.id)`

/** What counts in a search names it, or names none and lies in its days. */
const metInSearchBefore = sql`exists (
  select from interaction_contacts oc
    join interactions o on o.practice_id = oc.practice_id and o.client_id = oc.client_id and o.id = oc.interaction_id
    join searches s on s.practice_id = c.practice_id and s.client_id = c.client_id and s.id = c.search_id
   where oc.practice_id = ic.practice_id and oc.client_id = ic.client_id and oc.contact_id = ic.contact_id
     and o.occurred_at < p.starts_at
     and (o.search_id = s.id
          or (o.search_id is null and o.occurred_at >= s.started_on::timestamp at time zone p.time_zone
              and (s.ended_on is null or o.occurred_at < (s.ended_on + 1)::timestamp at time zone p.time_zone))))`

/** As an announcement's own coverage counts: told and excused, of all. */
const coverage = sql`coalesce((
  select floor(100.0 * count(*) filter (where r.status in ('sent', 'told', 'skipped', 'suppressed')) / nullif(count(*), 0))
    from announcement_recipients r
    join announcements a on a.practice_id = r.practice_id and a.client_id = r.client_id and a.id = r.announcement_id
   where r.practice_id = c.practice_id and r.client_id = c.client_id and a.landing_id = c.landing_id), 100)::int`
