import type pg from 'pg'
import { plannedAhead } from '../../test/support/planned-ahead.ts'
import type { Campaign } from '../support/campaign.ts'
import type { SinkProcess } from '../support/sink.ts'

/** The mail server, which outlives the workers. */
export type Sink = Pick<SinkProcess, 'url' | 'count' | 'mails'>

/** What became of a campaign, by the ledger and by what the mail server took. */
export interface Audit {
  sent: number
  uncertain: number
  /** Of the uncertain, those that did arrive. */
  uncertainArrived: number
  /** Recipients of whom neither the ledger nor the mail server says that something was sent, or might have been. */
  lost: number
  /** Recipients who got more than one. */
  twice: number
  /** Invariants that do not hold, in words. */
  broken: string[]
}

interface Row {
  address: string
  recipientStatus: string
  status: string | null
  messageId: string | null
  sentEvents: number
  openTasks: number
}

/** Holds every recipient's row against the mails that arrived. */
export async function audit(admin: pg.Client, campaign: Campaign, sink: Sink): Promise<Audit> {
  const rows = await readRows(admin, campaign)
  const arrived = new Map<string, string[]>()
  for await (const { to, messageId } of sink.mails()) {
    for (const address of to) arrived.set(address, [...(arrived.get(address) ?? []), messageId])
  }
  const copiesOf = (row: Row) => arrived.get(row.address) ?? []
  const maySay = (row: Row, ...statuses: string[]) => statuses.includes(row.status ?? 'none')
  const counted = (isSo: (row: Row) => boolean) => rows.filter(isSo).length
  const strangers = [...arrived.keys()].filter((address) => !rows.some((row) => row.address === address))
  const open = await countOpen(admin, campaign)

  const checks: Record<string, number> = {
    'I1 recipients with more than one mail': counted((row) => copiesOf(row).length > 1),
    'I3 messages that never settled': open.messages + counted((row) => maySay(row, 'none')),
    'I3 work and leases left behind': open.entries,
    'I4 `sent` without a mail': counted((row) => maySay(row, 'sent') && copiesOf(row).length === 0),
    'I5 mails that the ledger does not know of': counted(
      (row) => copiesOf(row).length > 0 && !maySay(row, 'sent', 'uncertain'),
    ),
    'I5 mails to strangers': strangers.length,
    'I6 recipients who are told otherwise than their message': counted((row) => row.recipientStatus !== row.status),
    'I6 sent messages without exactly one event': counted((row) => row.sentEvents !== (maySay(row, 'sent') ? 1 : 0)),
    'I6 uncertain messages without exactly one task': counted(
      (row) => row.openTasks !== (maySay(row, 'uncertain') ? 1 : 0),
    ),
    'I9 mails under another Message-ID than their row': counted((row) =>
      copiesOf(row).some((messageId) => messageId !== row.messageId),
    ),
  }
  return {
    sent: counted((row) => maySay(row, 'sent')),
    uncertain: counted((row) => maySay(row, 'uncertain')),
    uncertainArrived: counted((row) => maySay(row, 'uncertain') && copiesOf(row).length > 0),
    lost: counted((row) => copiesOf(row).length === 0 && !maySay(row, 'uncertain')),
    twice: checks['I1 recipients with more than one mail']!,
    broken: Object.entries(checks).flatMap(([what, count]) => (count > 0 ? [`${what}: ${count}`] : [])),
  }
}

async function readRows(admin: pg.Client, { practiceId, announcementId }: Campaign): Promise<Row[]> {
  const { rows } = await admin.query<Row>(
    `select c.email as address, r.status as "recipientStatus", m.status, m.message_id_header as "messageId",
            (select count(*)::integer from events e
              where e.practice_id = m.practice_id and e.kind = 'message.sent' and e.subject_kind = 'message'
                and e.subject_id = m.id) as "sentEvents",
            (select count(*)::integer from tasks t
              where t.practice_id = m.practice_id and t.kind = 'uncertain_message' and t.subject_id = m.id
                and t.status = 'open') as "openTasks"
       from announcement_recipients r
       join contacts c on c.practice_id = r.practice_id and c.id = r.contact_id
       left join messages m on m.practice_id = r.practice_id and m.subject_kind = 'announcement_recipient'
                           and m.subject_id = r.id
      where r.practice_id = $1 and r.announcement_id = $2`,
    [practiceId, announcementId],
  )
  return rows
}

/** What is not settled: messages that wait or are on their way, and entries that call for work. */
export async function countOpen(
  admin: pg.Client,
  { practiceId }: Campaign,
): Promise<{ messages: number; entries: number }> {
  const { rows } = await admin.query<{ messages: number; entries: number }>(
    `select (select count(*)::integer from messages
              where practice_id = $1 and (status in ('queued', 'sending') or lease_id is not null)) as messages,
            (select count(*)::integer from outbox where practice_id = $1)
              + (select count(*)::integer from agenda
                 where practice_id = $1 and (kind <> all($2) or due_at <= now())) as entries`,
    [practiceId, plannedAhead],
  )
  return rows[0]!
}
