import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { KnownPerson } from './suggestions.rules.ts'

/**
 * Everybody a client knows who once led them to a job, introduced them to somebody, or advised them, before a search:
 * who may be contacted, with what they did. Those already spoken with in the search are left out.
 *
 * @param during the search's days as instants
 */
export async function listKnownHelpers(
  trx: PracticeTrx,
  clientId: string,
  during: { searchId: string; from: Date; until: Date },
): Promise<KnownPerson[]> {
  const { rows } = await sql<KnownPerson>`
    with recursive sources as (
      select o.source_contact_id as contact_id, l.company, l.landed_on
        from landings l
        join opportunities o on o.practice_id = l.practice_id and o.client_id = l.client_id and o.id = l.opportunity_id
       where l.practice_id = ${trx.practiceId} and l.client_id = ${clientId} and l.reopened_at is null
         and l.search_id <> ${during.searchId} and o.source_contact_id is not null),
    -- Up the introductions from whoever told of a job; they form no circle.
    chain as (
      select contact_id, company, landed_on from sources
      union
      select (select i.introducer_contact_id from introductions i
               where i.practice_id = ${trx.practiceId} and i.client_id = ${clientId}
                 and i.introduced_contact_id = chain.contact_id
               order by i.made_primary_at desc nulls last, i.introduced_on, i.created_at, i.id limit 1),
             company, landed_on
        from chain where contact_id is not null),
    led as (
      select contact_id, (array_agg(company order by landed_on desc))[1] as company, count(*)::int as jobs
        from chain where contact_id is not null group by contact_id),
    introduced as (
      select introducer_contact_id as contact_id, count(*)::int as people
        from introductions where practice_id = ${trx.practiceId} and client_id = ${clientId} group by 1),
    advised as (
      select ic.contact_id, count(*)::int as times, (array_agg(ic.advice_about order by i.occurred_at desc))[1] as latest
        from interaction_contacts ic
        join interactions i on i.practice_id = ic.practice_id and i.client_id = ic.client_id and i.id = ic.interaction_id
       where ic.practice_id = ${trx.practiceId} and ic.client_id = ${clientId} and ic.advice_about is not null
       group by 1)
    select c.id as "contactId", c.name, c.company, c.title, c.tier, c.last_interaction_at as "lastInteractionAt",
           led.company as "ledToCompany", coalesce(led.jobs, 0) as "jobs", coalesce(introduced.people, 0) as "introductions",
           coalesce(advised.times, 0) as "adviceGiven", advised.latest as "latestAdvice"
      from contacts c
      left join led on led.contact_id = c.id
      left join introduced on introduced.contact_id = c.id
      left join advised on advised.contact_id = c.id
     where c.practice_id = ${trx.practiceId} and c.client_id = ${clientId} and c.erased_at is null
       and not c.do_not_contact and coalesce(led.contact_id, introduced.contact_id, advised.contact_id) is not null
       and not exists (
         select from interaction_contacts ic
           join interactions i
             on i.practice_id = ic.practice_id and i.client_id = ic.client_id and i.id = ic.interaction_id
          where ic.practice_id = c.practice_id and ic.client_id = c.client_id and ic.contact_id = c.id
            and (i.search_id = ${during.searchId}
                 or (i.search_id is null and i.occurred_at >= ${during.from} and i.occurred_at < ${during.until})))`.execute(
    trx,
  )
  return rows
}
