import { type Insertable, sql } from 'kysely'
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

export async function insertMessages(trx: PracticeTrx, rows: Insertable<Messages>[]): Promise<void> {
  for (const batch of inBatches(rows)) await trx.insertInto('messages').values(batch).execute()
}

/** Visible messages. What a member gets about a client is not the client's to read. */
function visibleMessages(trx: PracticeTrx) {
  const query = trx.selectFrom('messages').where('practiceId', '=', trx.practiceId)
  return trx.actor.kind === 'client' ? query.where('userId', 'is', null) : query
}

const selectMessages = (trx: PracticeTrx) =>
  visibleMessages(trx).select([
    'id', 'clientId', 'contactId', 'campaignId', 'kind', 'lane', 'status', 'held', 'captured', 'attempt', 'fromName',
    'fromAddress', 'toName', 'toAddress', 'replyToAddress', 'subject', 'messageIdHeader', 'sentAt', 'response',
    'timeline', 'createdAt', 'updatedAt',
  ]) // prettier-ignore

export const findMessage = (trx: PracticeTrx, id: string) => selectMessages(trx).where('id', '=', id).executeTakeFirst()

export const lockMessage = (trx: PracticeTrx, id: string) =>
  selectMessages(trx).where('id', '=', id).forUpdate().executeTakeFirst()

export const findContent = (trx: PracticeTrx, id: string) =>
  visibleMessages(trx)
    .select(['subject', 'textBody', 'htmlBody', 'secret', 'userId'])
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
  if (filters.contactId) query = query.where('contactId', '=', filters.contactId)
  if (filters.kind) query = query.where('kind', '=', filters.kind)
  if (filters.status) query = query.where('status', '=', filters.status)
  return readPage(query, newestFirst, page)
}
