import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Introduction, Landing, Person } from './network.rules.ts'

/**
 * The people of a client, the most telling first: those who introduced somebody or were introduced, then by tier and by
 * how much was done with them. Each row says how many there are in all.
 */
export async function listPeople(
  trx: PracticeTrx,
  clientId: string,
  limit: number,
): Promise<(Person & { total: number })[]> {
  const { rows } = await sql<Person & { total: number }>`
    with led as (
      select distinct on (introduced_contact_id) introduced_contact_id, introducer_contact_id, introduced_on
        from introductions
       where practice_id = ${trx.practiceId} and client_id = ${clientId}
       order by introduced_contact_id, made_primary_at desc nulls last, introduced_on, created_at, id),
    introducers as (
      select distinct introducer_contact_id as id from introductions
       where practice_id = ${trx.practiceId} and client_id = ${clientId})
    select c.id as contact_id, c.name, c.company, c.title, c.tier, led.introducer_contact_id, led.introduced_on,
           json_build_object('interactions', c.interactions, 'calls', c.calls, 'emails', c.emails,
                             'meetings', c.meetings, 'minutes', c.minutes) as effort,
           (count(*) over ())::int as total
      from contacts c
      left join led on led.introduced_contact_id = c.id
      left join introducers on introducers.id = c.id
     where c.practice_id = ${trx.practiceId} and c.client_id = ${clientId}
       -- Whoever was erased is nobody, but for those whom they led to.
       and (c.erased_at is null or coalesce(led.introducer_contact_id, introducers.id) is not null)
     order by coalesce(led.introducer_contact_id, introducers.id) is null,
              array_position(array['inner', 'active', 'extended'], c.tier), c.interactions desc, c.name_key, c.id
     limit ${sql.lit(limit)}`.execute(trx)
  return rows
}

/** Who introduced whom, among these people, the earliest first. */
export async function listIntroductions(
  trx: PracticeTrx,
  clientId: string,
  contactIds: string[],
): Promise<Introduction[]> {
  const { rows } = await sql<Introduction>`
    select i.id as introduction_id, i.introducer_contact_id, i.introduced_contact_id, i.introduced_on,
           row_number() over (partition by i.introduced_contact_id
                              order by i.made_primary_at desc nulls last, i.introduced_on, i.created_at, i.id) = 1
             as "primary"
      from introductions i
     where i.practice_id = ${trx.practiceId} and i.client_id = ${clientId}
       and i.introducer_contact_id = any(${contactIds}::uuid[]) and i.introduced_contact_id = any(${contactIds}::uuid[])
     order by i.introduced_on, i.created_at, i.id`.execute(trx)
  return rows
}

/** The jobs that the client's searches led to, the latest first, each with whoever told of it. */
export async function listLandings(trx: PracticeTrx, clientId: string): Promise<Landing[]> {
  const { rows } = await sql<Landing>`
    select l.id as landing_id, l.search_id, l.position, l.company, l.landed_on, o.source_contact_id
      from landings l
      left join opportunities o
        on o.practice_id = l.practice_id and o.client_id = l.client_id and o.id = l.opportunity_id
     where l.practice_id = ${trx.practiceId} and l.client_id = ${clientId} and l.reopened_at is null
     order by l.landed_on desc, l.created_at desc, l.id`.execute(trx)
  return rows
}
