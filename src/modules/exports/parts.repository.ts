import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { PartName, PartRow } from './formats.rules.ts'

/*
 * What a network consists of, each part in the order of its ids, as the API names it. The rows are made by PostgreSQL:
 * instants are text already.
 */

const instant = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const parts = {
  contacts: sql`
    select c.id, json_build_object(
             'id', c.id, 'name', c.name, 'email', c.email, 'phone', c.phone, 'company', c.company, 'title', c.title,
             'profileUrl', c.profile_url, 'location', c.location, 'timeZone', c.time_zone, 'tier', c.tier,
             'tags', c.tags, 'preferredChannel', c.preferred_channel, 'howMet', c.how_met, 'notes', c.notes,
             'thingsToRemember', c.things_to_remember, 'doNotContact', c.do_not_contact,
             'nextFollowUpOn', c.next_follow_up_on,
             -- As long as they have not been in touch since it was chosen.
             'followUpChosenOn', case when c.follow_up_since <= coalesce(c.follow_up_chosen_after, (
               c.created_at at time zone (select time_zone from clients o
                                          where o.practice_id = c.practice_id and o.id = c.client_id))::date) is not false
               then c.follow_up_chosen_on end,
             'cadence', case when c.cadence_status is not null then json_build_object(
               'status', c.cadence_status, 'stepsDays', c.cadence_steps, 'setOn', c.cadence_set_on) end,
             'firstInteractionAt', ${instant('c.first_interaction_at')},
             'lastInteractionAt', ${instant('c.last_interaction_at')},
             'effort', json_build_object('interactions', c.interactions, 'calls', c.calls, 'emails', c.emails,
                                         'meetings', c.meetings, 'minutes', c.minutes),
             'createdAt', ${instant('c.created_at')}, 'updatedAt', ${instant('c.updated_at')}) as row
      from contacts c where c.erased_at is null`,
  introductions: sql`
    select c.id, json_build_object(
             'id', c.id, 'introducerContactId', c.introducer_contact_id, 'introducedContactId', c.introduced_contact_id,
             'introducedOn', c.introduced_on, 'interactionId', c.interaction_id,
             'chosen', c.made_primary_at is not null and c.id = (
               select i.id from introductions i
                where i.practice_id = c.practice_id and i.client_id = c.client_id
                  and i.introduced_contact_id = c.introduced_contact_id and i.made_primary_at is not null
                order by i.made_primary_at desc limit 1)) as row
      from introductions c where true`,
  interactions: sql`
    select c.id, json_build_object(
             'id', c.id, 'type', c.type, 'direction', c.direction, 'occurredAt', ${instant('c.occurred_at')},
             'minutes', c.minutes, 'summary', c.summary, 'outcome', c.outcome, 'searchId', c.search_id,
             'opportunityId', c.opportunity_id, 'contacts', (
               select coalesce(json_agg(json_build_object(
                        'contactId', p.id, 'name', p.name, 'advice', case when ic.advice_about is not null then
                          json_build_object('about', ic.advice_about, 'helped', ic.advice_helped,
                                            'words', ic.advice_words, 'quotable', ic.advice_quotable) end)
                        order by ic.position), '[]')
                 from interaction_contacts ic
                 join contacts p
                   on p.practice_id = ic.practice_id and p.client_id = ic.client_id and p.id = ic.contact_id
                where ic.practice_id = c.practice_id and ic.client_id = c.client_id and ic.interaction_id = c.id),
             'updatedAt', ${instant('c.updated_at')}) as row
      from interactions c where true`,
  searches: sql`
    select c.id, json_build_object(
             'id', c.id, 'title', c.title, 'status', c.status, 'startedOn', c.started_on, 'endedOn', c.ended_on) as row
      from searches c where true`,
  opportunities: sql`
    select c.id, json_build_object(
             'id', c.id, 'searchId', c.search_id, 'company', c.company, 'role', c.role, 'source', c.source,
             'sourceContactId', c.source_contact_id, 'status', c.status, 'notes', c.notes) as row
      from opportunities c where true`,
  interviews: sql`
    select c.id, json_build_object(
             'id', c.id, 'opportunityId', c.opportunity_id, 'round', c.round,
             'occurredAt', ${instant('c.occurred_at')}, 'outcome', c.outcome, 'interviewers', (
               select coalesce(json_agg(json_build_object('name', w.name, 'role', w.role, 'contactId', w.contact_id)
                        order by w.position), '[]')
                 from interviewers w
                where w.practice_id = c.practice_id and w.client_id = c.client_id and w.interview_id = c.id)) as row
      from interviews c where true`,
  landings: sql`
    select c.id, json_build_object(
             'id', c.id, 'searchId', c.search_id, 'position', c.position, 'company', c.company,
             'companyDescription', c.company_description, 'startsOn', c.starts_on, 'landedOn', c.landed_on,
             'opportunityId', c.opportunity_id, 'reopenedBecause', c.reopened_because) as row
      from landings c where true`,
  helpOffers: sql`
    select c.id, json_build_object(
             'id', c.id, 'contactId', c.contact_id, 'status', c.status, 'what', c.what, 'offeredOn', c.offered_on,
             'takenUpOn', c.taken_up_on, 'fulfilledOn', c.fulfilled_on) as row
      from help_offers c where true`,
  cadencePolicies: sql`
    select c.id, json_build_object(
             'maxFollowUpsPerWeek', c.policy -> 'maxFollowUpsPerWeek', 'resetBy', c.policy -> 'resetBy',
             'everybody', c.policy -> 'everybody', 'tiers', c.policy -> 'tiers', 'tags', c.policy -> 'tags') as row
      from (select *, client_id as id from client_cadence_policies) c
     -- One that says nothing is none.
     where not jsonb_strip_nulls(c.policy) <@ '{"tags": [], "tiers": {}}'`,
  interactionDrafts: sql`
    select c.id, json_build_object(
             'id', c.id, 'direction', c.direction, 'occurredAt', ${instant('c.occurred_at')}, 'subject', c.subject,
             'body', c.body, 'people', (
               select coalesce(json_agg(json_build_object('name', p ->> 'name', 'email', p ->> 'address')), '[]')
                 from jsonb_array_elements(c.people) as p)) as row
      from interaction_drafts c where true`,
} satisfies Record<PartName, unknown>

/** The next rows of a part, after the one with that id. */
export async function readPart(
  trx: PracticeTrx,
  clientId: string,
  part: PartName,
  { afterId, limit }: { afterId: string | null; limit: number },
): Promise<PartRow[]> {
  const { rows } = await sql<{ row: PartRow }>`
    ${parts[part]} and c.practice_id = ${trx.practiceId} and c.client_id = ${clientId}
       and (${afterId}::uuid is null or c.id > ${afterId}::uuid)
     order by c.id limit ${sql.lit(limit)}`.execute(trx)
  return rows.map(({ row }) => row)
}

export async function countParts(trx: PracticeTrx, clientId: string, names: readonly PartName[]): Promise<number> {
  const counts = names.map(
    (name) =>
      sql`(select count(*) from (${parts[name]} and c.practice_id = ${trx.practiceId} and c.client_id = ${clientId}) p)`,
  )
  const { rows } = await sql<{ total: number }>`select (${sql.join(counts, sql` + `)})::int as total`.execute(trx)
  return rows[0]!.total
}
