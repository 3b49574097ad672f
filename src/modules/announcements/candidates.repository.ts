import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** Somebody who may become a recipient, with what decides how they are told. */
export interface Candidate {
  contactId: string
  /** Null when there is none, or mail to it has come back: that is no wish to be left alone. */
  email: string | null
  preferredChannel: 'email' | 'call' | null
  /** Of the landing company, or an interviewer there. */
  insider: boolean
  /** Asked not to be written to, or must not be. */
  suppressed: boolean
}

/** Everybody the client was in touch with in a search: those whose interactions name it or fall inside its days, and its interviewers. */
export async function listPeopleInTouch(
  trx: PracticeTrx,
  search: { id: string; clientId: string; from: Date; until: Date },
): Promise<string[]> {
  const { rows } = await sql<{ contactId: string }>`
    with met as (
      select ic.contact_id, i.occurred_at
        from interactions i
        join interaction_contacts ic on ic.practice_id = i.practice_id and ic.client_id = i.client_id and ic.interaction_id = i.id
       where i.practice_id = ${trx.practiceId} and i.client_id = ${search.clientId}
         and (i.search_id = ${search.id}
              or (i.search_id is null and i.occurred_at >= ${search.from} and i.occurred_at < ${search.until}))
      union all
      select v.contact_id, w.occurred_at
        from opportunities o
        join interviews w on w.practice_id = o.practice_id and w.client_id = o.client_id and w.opportunity_id = o.id
        join interviewers v on v.practice_id = w.practice_id and v.client_id = w.client_id and v.interview_id = w.id
       where o.practice_id = ${trx.practiceId} and o.client_id = ${search.clientId} and o.search_id = ${search.id}
         and v.contact_id is not null and w.occurred_at <= ${trx.now}
    )
    select contact_id as "contactId" from met group by contact_id order by min(occurred_at), contact_id`.execute(trx)
  return rows.map((row) => row.contactId)
}

/** Whether contact `c` must not be told at all. */
const refuses = sql<boolean>`(
  c.do_not_contact
  or exists (select from suppressions s
              where s.practice_id = c.practice_id and s.email_key = c.email_key and s.reason <> 'hard_bounce'
                and (s.client_id is null or s.client_id = c.client_id)))`

/** Whether mail to the address of contact `c` has come back. */
const mailCameBack = sql<boolean>`exists (
  select from suppressions s
   where s.practice_id = c.practice_id and s.email_key = c.email_key and s.reason = 'hard_bounce'
     and (s.client_id is null or s.client_id = c.client_id))`

/** What decides how each of these contacts is told of a landing; in the order given. */
export async function readCandidates(
  trx: PracticeTrx,
  landing: { clientId: string; opportunityId: string | null; companyKey: string },
  contactIds: string[],
): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select c.id as "contactId", case when not ${mailCameBack} then c.email end as email,
           c.preferred_channel as "preferredChannel",
           (c.company_key is not distinct from ${landing.companyKey}
            or exists (select from interviewers v
                         join interviews i on i.practice_id = v.practice_id and i.client_id = v.client_id and i.id = v.interview_id
                        where v.practice_id = c.practice_id and v.client_id = c.client_id and v.contact_id = c.id
                          and i.opportunity_id = ${landing.opportunityId})) as insider,
           ${refuses} as suppressed
      from contacts c
      join (select app.contact_meant(${trx.practiceId}, id) as meant, place
              from unnest(${contactIds}::uuid[]) with ordinality as named(id, place) offset 0) as given on given.meant = c.id
     where c.practice_id = ${trx.practiceId} and c.client_id = ${landing.clientId}
     order by given.place`.execute(trx)
  return rows
}

/** Those of these recipients whose address is known not to work, and who would hear the news in another way. */
export async function listUndeliverable(trx: PracticeTrx, recipientIds: string[]): Promise<Set<string>> {
  if (recipientIds.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select r.id
      from announcement_recipients r
      join contacts c on c.practice_id = r.practice_id and c.client_id = r.client_id and c.id = r.contact_id
     where r.practice_id = ${trx.practiceId} and r.id = any(${recipientIds}::uuid[])
       and ${mailCameBack} and not ${refuses}`.execute(trx)
  return new Set(rows.map(({ id }) => id))
}
