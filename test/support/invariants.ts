import { plannedAhead } from './planned-ahead.ts'
import type { Post } from './post.ts'
import type { SinkMessage } from './smtp-sink-session.ts'

interface Row {
  id: string
  status: string
  messageId: string
  address: string
  campaignId: string | null
  subject: string
  recipientStatus: string | null
  /** How often each event was recorded, `message.sent` and so on. */
  events: Record<string, number>
  openTasks: number
}

const settled = ['sent', 'delivered', 'bounced', 'complained', 'failed', 'uncertain', 'suppressed', 'cancelled']
const mayHaveArrived = ['sent', 'delivered', 'complained', 'uncertain']

/**
 * Holds the whole ledger against what the mail server took, when all is done: which of the invariants of
 * docs/reliability.md are broken, by whom. I2 and I7 are looked after where commands are given and walls are tested.
 */
export async function brokenInvariants({ api, sink }: Pick<Post, 'api' | 'sink'>): Promise<string[]> {
  const rows = await readRows(api)
  const copies = Map.groupBy(sink.messages, ({ messageId }) => messageId)
  const copiesOf = (row: Row): readonly SinkMessage[] => copies.get(row.messageId) ?? []
  const known = new Map(rows.map((row) => [row.messageId, row]))
  const perReader = Map.groupBy(
    sink.messages.filter((mail) => known.get(mail.messageId)?.campaignId),
    (mail) => `${known.get(mail.messageId)!.campaignId} ${mail.to.join()}`,
  )
  const { rows: left } = await api.database.admin.query<{ what: string }>(
    `select 'I3 the agenda still says ' || kind as what from agenda
      where kind <> all($1) or due_at <= now()
    union all select 'I3 a lease is left on ' || id from messages where lease_id is not null
    union all select 'I8 the outbox still says ' || job || case when parked_at is null then '' else ', parked' end from outbox`,
    [plannedAhead],
  )

  const broken: Record<string, (row: Row) => boolean> = {
    'I1 more than one copy': (row) => copiesOf(row).length > 1,
    'I3 not settled': (row) => !settled.includes(row.status),
    'I4 sent, but no copy': (row) => ['sent', 'delivered'].includes(row.status) && copiesOf(row).length === 0,
    'I5 a copy, but the ledger does not say so': (row) =>
      copiesOf(row).length > 0 && !mayHaveArrived.includes(row.status),
    'I5 a copy to somebody else': (row) => copiesOf(row).some(({ to }) => to.join() !== row.address),
    'I6 the recipient says something else': (row) => row.recipientStatus !== null && !agrees(row),
    'I6 uncertain without exactly one task': (row) => row.openTasks !== (row.status === 'uncertain' ? 1 : 0),
    'I10 without exactly one event of its start and its end': (row) =>
      row.events['message.queued'] !== 1 || (settled.includes(row.status) && row.events[`message.${row.status}`] !== 1),
  }
  return [
    ...Object.entries(broken).flatMap(([what, isSo]) => rows.filter(isSo).map((row) => `${what}: ${told(row)}`)),
    ...[...perReader].filter(([, mails]) => mails.length > 1).map(([reader]) => `I1 more than one letter: ${reader}`),
    ...sink.messages.filter(({ messageId }) => !known.has(messageId)).map((mail) => `I9 unknown: ${mail.messageId}`),
    ...left.map(({ what }) => what),
  ]
}

const told = ({ address, status, recipientStatus, events }: Row) =>
  `${address} (${status}, recipient ${recipientStatus}, ${JSON.stringify(events)})`

/**
 * Whoever was to get a message that was cancelled is as before, and may have been told or excused since; whoever was not
 * written to because mail to them had come back is to be called.
 */
const agrees = ({ status, recipientStatus }: Row): boolean =>
  status === 'cancelled'
    ? ['ready', 'told', 'skipped', 'suppressed'].includes(recipientStatus!)
    : recipientStatus === (status === 'delivered' ? 'sent' : status) ||
      (status === 'suppressed' && recipientStatus === 'bounced')

async function readRows(api: Post['api']): Promise<Row[]> {
  const { rows } = await api.database.admin.query<Row>(`
    select m.id, m.status, m.message_id_header as "messageId", m.to_address as address, m.campaign_id as "campaignId",
           m.subject, r.status as "recipientStatus",
           (select coalesce(jsonb_object_agg(kind, times), '{}') from (
              select kind, count(*) as times from events e
               where e.practice_id = m.practice_id and e.subject_kind = 'message' and e.subject_id = m.id
               group by kind) as by_kind) as events,
           (select count(*)::integer from tasks t
             where t.practice_id = m.practice_id and t.kind = 'uncertain_message' and t.subject_id = m.id
               and t.status = 'open') as "openTasks"
      from messages m
      left join announcement_recipients r on r.practice_id = m.practice_id and r.message_id = m.id`)
  return rows
}
