import { sql } from 'kysely'
import { prepare } from '../../infra/db/prepared.ts'
import type { Question } from '../../infra/db/question.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { DomainBudget } from './pace.rules.ts'
import { lateBefore } from './late.rules.ts'
import {
  accountKinds,
  answerPassedOn,
  type AttemptEnd,
  giveUpAfterMs,
  giveUpFrom,
  type Lane,
} from './messages.rules.ts'

/** A message in a worker's hands. */
export interface ClaimedMessage {
  practiceId: string
  id: string
  /** The claim; whoever has lost it may not write what became of the message. */
  leaseId: string
  lane: Lane
  kind: string
  attempt: number
  giveUpAt: Date
  createdAt: Date
  timeline: { at: string; status: string; detail?: string }[]
  messageIdHeader: string
  fromName: string
  fromAddress: string
  toName: string
  toAddress: string
  replyToAddress: string | null
  toDomain: string
  subjectKind: string | null
  subjectId: string | null
  subject: string
  textBody: string
  htmlBody: string
  headers: Record<string, string>
  /** It left before the database was restored, which has forgotten it. */
  alreadySent: boolean
  /** Suppressed, or a contact who is not to be written to: must not go out. */
  blocked: boolean
  dueAt: Date
  /** After this its link leads nowhere. */
  expiresAt: Date | null
  /** Where its client lives, if it is one client's. */
  timeZone: string | null
}

/**
 * Until when messages are due. A message that was committed after this step began is seen by it, together with the work
 * that stands for it, which the step ends: by `trx.now` it would not be due yet, and nobody would ever come back for it.
 */
const present = (trx: PracticeTrx) =>
  trx.sandbox ? sql<Date>`${trx.now}::timestamptz` : sql<Date>`statement_timestamp()`

/** Whether the recipient of `m` must not be written to, as things stand when the statement runs. */
const isBlocked = sql<boolean>`(
  m.kind <> all (${sql.val(accountKinds)}::text[]) and (
    exists (select from suppressions s
             where s.practice_id = m.practice_id and s.email_key = m.to_key
               and (s.client_id is null or s.client_id = m.client_id))
    or m.kind <> ${sql.val(answerPassedOn)} and exists (select from contacts c
                where c.practice_id = m.practice_id and c.client_id = m.client_id and c.id = m.contact_id
                  and c.do_not_contact)))`

/** Whether the campaign of `m`, if it is of one, is neither held nor cancelled. */
const isOpen = ({ practiceId }: { practiceId: string }) => sql<boolean>`(m.campaign_id = any (array(
  select id from campaigns where practice_id = ${practiceId} and state <> 'open'))) is not true`

/**
 * Takes the messages of a lane that are due, earliest first, into a lease: nobody else touches them while it lasts.
 * Those that are late have their time for retries before them: so far nobody was there to try.
 */
export async function claimDue(
  trx: PracticeTrx,
  { lane, leaseId, limit, domains }: { lane: Lane; leaseId: string; limit: number; domains?: DomainBudget | undefined },
): Promise<ClaimedMessage[]> {
  const entry = JSON.stringify([{ at: trx.now.toISOString(), status: 'sending' }])
  const { rows } = await sql<ClaimedMessage>`
    with due as materialized (
      select id from messages m
       where practice_id = ${trx.practiceId} and lane = ${lane} and status = 'queued' and ${isOpen(trx)}
         and next_attempt_at <= ${present(trx)} ${domains ? sql`and id = any (array(${withinDomains(trx, lane, limit, domains)}))` : sql``}
       order by next_attempt_at, id limit ${limit} for update)
    update messages m
       set status = 'sending', attempt = m.attempt + 1, lease_id = ${leaseId}, timeline = m.timeline || ${entry}::jsonb,
           give_up_at = greatest(
             m.give_up_at, case when m.next_attempt_at < ${lateBefore(trx.now)} then ${giveUpFrom(trx.now)}::timestamptz end,
             (select c.resumed_at from campaigns c where c.practice_id = m.practice_id and c.id = m.campaign_id)
               + ${giveUpAfterMs} * interval '1 millisecond'),
           updated_at = ${trx.now}
     where m.practice_id = ${trx.practiceId} and m.id = any (array(select id from due))
    returning m.practice_id, m.id, m.lease_id, m.lane, m.kind, m.attempt, m.give_up_at, m.created_at, m.timeline, m.message_id_header, m.from_name,
              m.from_address, m.to_name, m.to_address, m.to_domain, m.reply_to_address, m.subject_kind,
              m.subject_id, m.subject, m.text_body, m.html_body,
              m.headers, m.expires_at, ${isBlocked} as blocked, m.next_attempt_at as due_at,
              exists (select from sent_before_restore s where s.message_id = m.message_id_header) as already_sent,
              (select c.time_zone from clients c where c.practice_id = m.practice_id and c.id = m.client_id)`.execute(
    trx,
  )
  return rows.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || (a.id < b.id ? -1 : 1))
}

/** Of what is due, earliest first, as many to each domain as may leave to it; those to domains that are shut are passed over. */
const withinDomains = (trx: PracticeTrx, lane: Lane, limit: number, { left, unknown, shut }: DomainBudget) => sql`
  select id from (
    select id, row_number() over (partition by to_domain order by next_attempt_at, id) as nth,
           coalesce((${JSON.stringify(Object.fromEntries(left))}::jsonb ->> to_domain)::int, ${unknown}) as may_leave
      from (select id, to_domain, next_attempt_at from messages m
             where practice_id = ${trx.practiceId} and lane = ${lane} and status = 'queued' and ${isOpen(trx)}
               and next_attempt_at <= ${present(trx)} and to_domain <> all (${[...shut.keys()]}::text[])
             order by next_attempt_at, id limit ${limit * 10}) earliest) ranked
   where nth <= may_leave`

/** Whether anything is due in a lane, besides to these domains. */
export async function hasDue(trx: PracticeTrx, lane: Lane, shutDomains: string[] = []): Promise<boolean> {
  const row = await trx
    .selectFrom('messages as m')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('lane', '=', lane)
    .where('status', '=', 'queued')
    .where(isOpen(trx))
    .where('nextAttemptAt', '<=', present(trx))
    .$if(shutDomains.length > 0, (query) => query.where(sql<boolean>`to_domain <> all (${shutDomains}::text[])`))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Of a message in a worker's hands: its body is about to leave, or its attempt has ended. */
export interface Note extends Pick<ClaimedMessage, 'id' | 'leaseId'> {
  end?: AttemptEnd
}

/**
 * Takes notes, all with one statement. A body that must not leave gets none: the message was blocked or its campaign
 * stopped after the claim, or the claim is lost.
 *
 * @returns the ids of those that got theirs
 */
export const takeNotes = (notes: Note[]): Question<{ ids: string[] | null }, string[]> => ({
  inStep: ({ practiceId }) => noting({}, { practiceId, notes: JSON.stringify(notes) }),
  read: ({ ids }) => ids ?? [],
})

const noting = prepare((_db, _shape: object, { practiceId, notes }: { practiceId: string; notes: string }) => sql<{ ids: string[] | null }>`
  with locked as materialized (
    select id from messages
     where practice_id = ${practiceId} and status = 'sending'
       and id = any(array(select (note ->> 'id')::uuid from jsonb_array_elements(${notes}::jsonb) as note))
     order by next_attempt_at, id for update),
  noted as (
    update messages m
       set body_started_at = case when note."end" is null then date_trunc('milliseconds', statement_timestamp())
                                  else m.body_started_at end,
           attempt_end = note."end"
      from jsonb_to_recordset(${notes}::jsonb) as note (id uuid, "leaseId" uuid, "end" jsonb)
     where m.practice_id = ${practiceId} and m.id = any(array(select id from locked)) and m.id = note.id
       and m.lease_id = note."leaseId" and (note."end" is not null or (not ${isBlocked} and ${isOpen({ practiceId })}))
    returning m.id)
  select array_agg(id) as ids from noted`) // prettier-ignore

/**
 * Locks messages until the transaction ends. Whoever locks several does so in this order, and before anything else: then
 * nobody waits in a circle.
 */
const lockSending = (trx: PracticeTrx) =>
  trx
    .selectFrom('messages')
    .select(['id', 'leaseId', 'lane', 'kind', 'attempt', 'giveUpAt', 'timeline', 'bodyStartedAt', 'toDomain'])
    .select(sql<AttemptEnd | null>`attempt_end`.as('attemptEnd'))
    // Whatever comes of an attempt that a cancelled campaign had begun with, there is no other.
    .select(
      sql<boolean>`campaign_id is not null and exists (select from campaigns c
         where c.practice_id = messages.practice_id and c.id = messages.campaign_id and c.state = 'cancelled')`.as(
        'lastAttempt',
      ),
    )
    .where('practiceId', '=', trx.practiceId)
    .where('status', '=', 'sending')
    .orderBy('nextAttemptAt')
    .orderBy('id')
    .forUpdate()

/** What a lease still holds. */
export const lockLeased = (trx: PracticeTrx, leaseId: string) =>
  lockSending(trx).where('leaseId', '=', leaseId).execute()

/** Those of these messages that are still in the hands that claimed them. */
export async function lockClaimed(trx: PracticeTrx, claimed: Pick<ClaimedMessage, 'id' | 'leaseId'>[]) {
  const leases = new Map(claimed.map(({ id, leaseId }) => [id, leaseId]))
  const locked = await lockSending(trx)
    .where('id', '=', sql<string>`any(${[...leases.keys()]}::uuid[])`)
    .execute()
  return locked.filter(({ id, leaseId }) => leaseId === leases.get(id))
}
