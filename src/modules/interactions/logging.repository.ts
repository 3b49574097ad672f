import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Interaction } from './interactions.repository.ts'
import type { LogInteractionBody } from './interactions.schemas.ts'

interface LoggedRow extends Omit<LogInteractionBody, 'searchId'> {
  id: string
  searchId: string | null
}

/**
 * Writes interactions and who was there, holds those people until the transaction ends, and answers what was written as
 * it can be read, in its order. It is what a practice writes most, so all of it is one statement; as one parameter, for
 * a batch holds more rows than a statement may have.
 */
export async function insertLogged(trx: PracticeTrx, clientId: string, rows: LoggedRow[]): Promise<Interaction[]> {
  const { rows: logged } = await sql<Interaction>`
    with given as (
      select r.*, row_number() over () as number
        from json_to_recordset(${JSON.stringify(rows)})
          as r(id uuid, type text, direction text, "occurredAt" timestamptz, minutes int, summary text, outcome text,
               "searchId" uuid, "opportunityId" uuid, contacts json)),
    logged as (
      insert into interactions (practice_id, client_id, id, type, direction, occurred_at, minutes, summary, outcome,
                                search_id, opportunity_id, created_at, updated_at)
      select ${trx.practiceId}, ${clientId}, id, type, direction, "occurredAt", minutes, summary, outcome,
             "searchId", "opportunityId", ${trx.now}, ${trx.now}
        from given
      returning *),
    held as (
      select c.id, c.name from contacts c
       where c.practice_id = ${trx.practiceId} and c.client_id = ${clientId}
         and c.id = any(${[...new Set(rows.flatMap(({ contacts }) => contacts.map(({ contactId }) => contactId)))]}::uuid[])
       order by c.id
         for no key update),
    present as (
      insert into interaction_contacts (practice_id, client_id, interaction_id, contact_id, position,
                                        advice_about, advice_helped, advice_words, advice_quotable)
      select ${trx.practiceId}, ${clientId}, given.id, (contact ->> 'contactId')::uuid, place - 1,
             contact -> 'advice' ->> 'about', contact -> 'advice' ->> 'helped', contact -> 'advice' ->> 'words',
             coalesce((contact -> 'advice' ->> 'quotable')::boolean, false)
        from given, json_array_elements(given.contacts) with ordinality as those(contact, place)
      returning *),
    -- Put together for all of them at once: asked of each, it would be looked through as often as there are rows.
    people as (
      select present.interaction_id as id, json_agg(json_build_object('contactId', held.id, 'name', held.name, 'advice',
               case when present.advice_about is not null then json_build_object('about', present.advice_about,
                 'helped', present.advice_helped, 'words', present.advice_words,
                 'quotable', present.advice_quotable) end) order by present.position) as contacts
        from present
        join held on held.id = present.contact_id
       group by present.interaction_id)
    select logged.id, logged.client_id, logged.type, logged.direction, logged.occurred_at, logged.minutes,
           logged.summary, logged.outcome, logged.search_id, logged.opportunity_id, logged.created_at,
           logged.updated_at, people.contacts
      from logged
      join given using (id)
      join people using (id)
     order by given.number`.execute(trx)
  return logged
}
