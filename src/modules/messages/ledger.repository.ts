import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Lane, MessageStatus } from './messages.rules.ts'

/** One change of status, and what else changes with it. What is left out stays. */
export interface StatusChange {
  id: string
  /** The fence: the message changes only while this lease holds it. */
  leaseId?: string
  status: MessageStatus
  comesFrom: MessageStatus[]
  attempt?: number
  response?: string
  captured?: boolean
  nextAttemptAt?: Date
  giveUpAt?: Date
  /** Takes the timeline's last entry back: it did not happen after all. */
  takesBack: boolean
  /** What the timeline gets. */
  entries: { at: string; status: MessageStatus; detail?: string }[]
}

/** A message whose status has changed. */
export interface ChangedMessage {
  id: string
  wasStatus: MessageStatus
  status: MessageStatus
  lane: Lane
  clientId: string | null
  contactId: string | null
  subjectKind: string | null
  subjectId: string | null
  campaignId: string | null
  toName: string
  toAddress: string
  subject: string
  nextAttemptAt: Date
  hasSecret: boolean
  messageIdHeader: string
  timeline: { at: string; status: MessageStatus }[]
}

/**
 * Changes statuses, all with one statement. A message that is not in a status the change may come from, or not of the
 * change's lease, stays as it is and is not among those returned.
 */
export async function changeStatuses(trx: PracticeTrx, changes: StatusChange[]): Promise<ChangedMessage[]> {
  const { rows } = await sql<ChangedMessage>`
    update messages m
       set status = change.status,
           attempt = coalesce(change.attempt, m.attempt),
           response = coalesce(change.response, m.response),
           captured = coalesce(change.captured, m.captured),
           next_attempt_at = coalesce(change."nextAttemptAt", m.next_attempt_at),
           give_up_at = coalesce(change."giveUpAt", m.give_up_at),
           timeline = case when change."takesBack" then m.timeline - (-1) else m.timeline end || change.entries,
           sent_at = case when change.status = 'sent' then ${trx.now} else m.sent_at end,
           body_started_at = case when change.status = 'queued' then null else m.body_started_at end,
           attempt_end = null,
           lease_id = null,
           updated_at = ${trx.now}
      from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as change (
             id uuid, "leaseId" uuid, status text, "comesFrom" text[], attempt integer, response text, captured boolean,
             "nextAttemptAt" timestamptz, "giveUpAt" timestamptz, "takesBack" boolean, entries jsonb)
     where m.practice_id = ${trx.practiceId} and m.id = any(${changes.map(({ id }) => id)}::uuid[])
       and m.id = change.id and m.status = any(change."comesFrom")
       and (change."leaseId" is null or m.lease_id = change."leaseId")
    returning m.id, old.status as was_status, new.status, m.lane, m.client_id, m.contact_id, m.subject_kind,
              m.subject_id, m.campaign_id, m.to_name, m.to_address, m.subject, m.next_attempt_at, m.secret is not null as has_secret,
              m.message_id_header, new.timeline`.execute(trx)
  return rows
}

/** Strikes the token out of letters that will not be sent again. */
export async function strikeSecrets(trx: PracticeTrx, ids: string[], mark: string): Promise<void> {
  await trx
    .updateTable('messages')
    .set((set) => ({
      textBody: set.fn('replace', ['textBody', 'secret', sql.lit(mark)]),
      htmlBody: set.fn('replace', ['htmlBody', 'secret', sql.lit(mark)]),
      secret: null,
    }))
    .where('practiceId', '=', trx.practiceId)
    .where('id', 'in', ids)
    .where('secret', 'is not', null)
    .execute()
}
