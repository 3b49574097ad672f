import { type Selectable, sql } from 'kysely'
import { inBatches } from '../../infra/db/batches.ts'
import type { Messages } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** A message as everybody outside this room sees one; its texts are read separately. */
export type Message = NonNullable<Awaited<ReturnType<typeof findMessage>>>

const newestFirst: Order = {
  keys: [
    { expression: sql`messages.created_at`, type: 'timestamptz' },
    { expression: sql`messages.id`, type: 'uuid' },
  ],
  descending: true,
}

/** A message to be; what it does not name is as with every message that was just queued. */
export type NewMessageRow = Pick<
  Selectable<Messages>,
  | 'id' | 'clientId' | 'contactId' | 'userId' | 'kind' | 'lane' | 'subjectKind' | 'subjectId' | 'campaignId'
  | 'fromName' | 'fromAddress' | 'toName' | 'toAddress' | 'toKey' | 'replyToAddress' | 'subject' | 'textBody' | 'htmlBody'
  | 'headers' | 'messageIdHeader' | 'secret' | 'expiresAt' | 'nextAttemptAt' | 'giveUpAt'
> // prettier-ignore

/** Queues messages, each from its time on. As one parameter each batch: thousands of letters are hundreds of thousands of values. */
export async function insertMessages(trx: PracticeTrx, rows: NewMessageRow[]): Promise<void> {
  const timeline = JSON.stringify([{ at: trx.now.toISOString(), status: 'queued' }])
  for (const batch of inBatches(rows)) {
    await sql`
      insert into messages (
        practice_id, id, client_id, contact_id, user_id, kind, lane, subject_kind, subject_id, campaign_id, from_name,
        from_address, to_name, to_address, to_key, reply_to_address, subject, text_body, html_body, headers,
        message_id_header, secret, expires_at, next_attempt_at, give_up_at, timeline, created_at, updated_at)
      select ${trx.practiceId}, r.*, ${timeline}::jsonb, ${trx.now}, ${trx.now}
        from json_to_recordset(${JSON.stringify(batch)}) as r (
          id uuid, "clientId" uuid, "contactId" uuid, "userId" uuid, kind text, lane text, "subjectKind" text,
          "subjectId" uuid, "campaignId" uuid, "fromName" text, "fromAddress" text, "toName" text, "toAddress" text,
          "toKey" text, "replyToAddress" text, subject text, "textBody" text, "htmlBody" text, headers jsonb,
          "messageIdHeader" text, secret text, "expiresAt" timestamptz, "nextAttemptAt" timestamptz, "giveUpAt" timestamptz)`.execute(
      trx,
    )
  }
}

/** Visible messages. What a member gets about a client is not the client's to read. */
function visibleMessages(trx: PracticeTrx) {
  const query = trx.selectFrom('messages').where('practiceId', '=', trx.practiceId)
  return trx.actor.kind === 'client' ? query.where('userId', 'is', null) : query
}

const selectMessages = (trx: PracticeTrx) =>
  visibleMessages(trx)
    .select([
      'id',
      'clientId',
      'contactId',
      'userId',
      'subjectKind',
      'subjectId',
      'campaignId',
      'kind',
      'lane',
      'status',
      'captured',
      'attempt',
      'fromName',
      'fromAddress',
      'toName',
      'toAddress',
      'replyToAddress',
      'subject',
      'messageIdHeader',
      'sentAt',
      'response',
      'timeline',
      'giveUpAt',
      'createdAt',
      'updatedAt',
    ]) // prettier-ignore
    .select(
      sql<boolean>`status in ('queued', 'sending') and exists (select from campaigns c
         where c.practice_id = messages.practice_id and c.id = messages.campaign_id and c.state = 'held')`.as('held'),
    )

export const findMessage = (trx: PracticeTrx, id: string) => selectMessages(trx).where('id', '=', id).executeTakeFirst()

export const lockMessage = (trx: PracticeTrx, id: string) =>
  selectMessages(trx).where('id', '=', id).forUpdate().executeTakeFirst()

/** The latest message of a kind about a client. */
export const findLatestOfKind = (trx: PracticeTrx, clientId: string, kind: string) =>
  selectMessages(trx)
    .where('clientId', '=', clientId)
    .where('kind', '=', kind)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()

/** The message about something that is told once, unless it was cancelled. */
export const findAbout = (trx: PracticeTrx, { kind, id }: { kind: 'announcement_recipient'; id: string }) =>
  selectMessages(trx)
    .where('subjectKind', '=', sql.lit(kind))
    .where('subjectId', '=', id)
    .where('status', '<>', sql.lit('cancelled'))
    .executeTakeFirst()

/** A message as it was written, for whoever forwards it. */
export const findLetter = (trx: PracticeTrx, id: string) =>
  visibleMessages(trx)
    .select(['kind', 'fromName', 'fromAddress', 'subject', 'textBody'])
    .where('id', '=', id)
    .executeTakeFirst()

export const findContent = (trx: PracticeTrx, id: string) =>
  visibleMessages(trx)
    .select(['subject', 'textBody', 'htmlBody', 'secret', 'userId', 'contactId'])
    .where('id', '=', id)
    .executeTakeFirst()

export function listMessages(
  trx: PracticeTrx,
  filters: {
    clientId?: string | undefined
    contactId?: string | undefined
    kind?: string | undefined
    status?: Message['status'] | undefined
  },
  page: PageRequest,
): Promise<KeysetPage<Message>> {
  let query = selectMessages(trx)
  if (filters.clientId) query = query.where('clientId', '=', filters.clientId)
  if (filters.contactId)
    query = query.where('contactId', '=', sql<string>`app.contact_meant(${trx.practiceId}, ${filters.contactId})`)
  if (filters.kind) query = query.where('kind', '=', filters.kind)
  if (filters.status) query = query.where('status', '=', filters.status)
  return readPage(query, newestFirst, page)
}

/** How many messages of one kind there have been about a client since an instant. */
export async function countQueuedSince(
  trx: PracticeTrx,
  { clientId, kind, since }: { clientId: string; kind: string; since: Date },
): Promise<number> {
  const { count } = await trx
    .selectFrom('messages')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('createdAt', '>', since)
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow()
  return count
}
