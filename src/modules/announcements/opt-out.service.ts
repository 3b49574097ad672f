import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient } from '../clients/clients.service.ts'
import { suppress } from '../suppressions/suppressions.service.ts'
import { announcementSettles } from './announcements.service.ts'
import { schedule } from '../agenda/agenda.service.ts'
import { findRecipient, moveRecipients } from './recipients.repository.ts'

/** Whose notes a reader may refuse, for the page that asks. Undefined when the recipient is gone. */
export async function readOptOut(trx: PracticeTrx, recipientId: string): Promise<{ clientName: string } | undefined> {
  const recipient = await findRecipient(trx, recipientId)
  if (!recipient) return undefined
  return { clientName: (await getClient(trx, recipient.clientId)).name }
}

/**
 * A reader refuses further notes: from this client, or from any client of the practice. Notes that are still to go out
 * are not sent; the reader counts as excused. Doing it twice is doing it once.
 */
export async function optOut(
  trx: PracticeTrx,
  recipientId: string,
  { scope }: { scope: 'client' | 'practice' },
): Promise<void> {
  const recipient = await findRecipient(trx, recipientId)
  if (!recipient?.contactEmail) return
  const clientId = scope === 'client' ? recipient.clientId : null
  await suppress(trx, { email: recipient.contactEmail, clientId, reason: 'unsubscribed' })
  // One whose note is being sent this moment is left to the ledger, which asks for suppressions itself.
  await moveRecipients(
    trx,
    recipient.status === 'sent' || recipient.status === 'queued' ? [] : [recipientId],
    'suppressed',
  )
  await schedule(trx, {
    kind: announcementSettles,
    subjectId: recipient.announcementId,
    clientId: recipient.clientId,
    dueAt: trx.now,
  })
}
