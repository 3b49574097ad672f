import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

interface HeldData {
  clientName: string
  interactions: {
    type: string
    occurredAt: string
    minutes: number | null
    summary: string | null
    outcome: string | null
    advice: { about: string; helped: string | null; words: string | null } | null
  }[]
  introducedBy: { name: string; on: string }[]
  introduced: { name: string; on: string }[]
  messages: { kind: string; subject: string; text: string; status: string; createdAt: string }[]
}

/** What is held of a contact beside their own fields, the oldest first. */
export async function readHeldData(trx: PracticeTrx, contactId: string): Promise<HeldData> {
  const instant = (column: string) =>
    sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const introductions = (theirs: string, others: string) => sql`
    (select coalesce(json_agg(json_build_object('name', o.name, 'on', i.introduced_on) order by i.introduced_on, i.id), '[]')
       from introductions i
       join contacts o on o.practice_id = i.practice_id and o.client_id = i.client_id and o.id = ${sql.ref(others)}
      where i.practice_id = c.practice_id and i.client_id = c.client_id and ${sql.ref(theirs)} = c.id)`
  const { rows } = await sql<HeldData>`
    select cl.name as client_name,
           (select coalesce(json_agg(json_build_object(
                     'type', i.type, 'occurredAt', ${instant('i.occurred_at')}, 'minutes', i.minutes,
                     'summary', i.summary, 'outcome', i.outcome,
                     'advice', case when ic.advice_about is not null then json_build_object(
                       'about', ic.advice_about, 'helped', ic.advice_helped, 'words', ic.advice_words) end)
                     order by i.occurred_at, i.id), '[]')
              from interaction_contacts ic
              join interactions i
                on i.practice_id = ic.practice_id and i.client_id = ic.client_id and i.id = ic.interaction_id
             where ic.practice_id = c.practice_id and ic.client_id = c.client_id and ic.contact_id = c.id) as interactions,
           ${introductions('i.introduced_contact_id', 'i.introducer_contact_id')} as introduced_by,
           ${introductions('i.introducer_contact_id', 'i.introduced_contact_id')} as introduced,
           (select coalesce(json_agg(json_build_object(
                     'kind', m.kind, 'subject', m.subject, 'text', m.text_body, 'status', m.status,
                     'createdAt', ${instant('m.created_at')}) order by m.created_at, m.id), '[]')
              from messages m
             where m.practice_id = c.practice_id and m.client_id = c.client_id and m.contact_id = c.id) as messages
      from contacts c
      join clients cl on cl.practice_id = c.practice_id and cl.id = c.client_id
     where c.practice_id = ${trx.practiceId} and c.id = ${contactId}`.execute(trx)
  return rows[0]!
}
