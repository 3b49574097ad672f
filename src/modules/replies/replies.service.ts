import { invalidField } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Recipient } from '../announcements/recipients.repository.ts'
import { getRecipient, isRecipient } from '../announcements/recipients.service.ts'
import { noteReply } from '../announcements/replies.service.ts'
import { logInteractions } from '../interactions/interactions.service.ts'
import type { Answer } from '../messages/ledger.service.ts'
import type { RepliedBody } from './replies.schemas.ts'

/**
 * Records that somebody answered the news: it is a conversation of the client's like any other, and nothing further is
 * sent to them by itself. @throws 404, 422 for an instant to come
 */
export async function recordReply(trx: PracticeTrx, recipientId: string, body: RepliedBody): Promise<Recipient> {
  const { clientId, contactId } = await getRecipient(trx, recipientId)
  const { at = trx.now, summary } = body
  if (at > trx.now) throw invalidField('/at', 'must not lie in the future')
  await noteReply(trx, recipientId, at)
  await logInteractions(
    trx,
    clientId,
    [
      {
        type: 'email',
        direction: 'inbound',
        occurredAt: at,
        contacts: [{ contactId }],
        ...(summary ? { summary } : {}),
      },
    ],
    () => '',
  )
  return getRecipient(trx, recipientId)
}

/** As `recordReply`, of an answer that came by mail. Whose place on the list was given up meanwhile, by a merge, has none to stop. */
export async function followReply(trx: PracticeTrx, recipientId: string, { at, summary }: Answer): Promise<void> {
  if (!(await isRecipient(trx, recipientId))) return
  await recordReply(trx, recipientId, { at, ...(summary && { summary: summary.slice(0, 2000) }) })
}
