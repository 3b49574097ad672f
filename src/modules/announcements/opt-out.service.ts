import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient } from '../clients/clients.service.ts'
import { getMessage } from '../messages/messages.service.ts'
import { suppress } from '../suppressions/suppressions.service.ts'
import { excuse } from './excusing.service.ts'
import { findRecipient, type Recipient } from './recipients.repository.ts'

/** A note that was written in a client's name. */
interface Note {
  recipientId: string
  clientId: string
}

/** In whose name a note was written; undefined when there is no such note. */
export const nameOfWriter = async (trx: PracticeTrx, note: Note): Promise<string | undefined> =>
  (await find(trx, note)) && (await getClient(trx, note.clientId)).name

/**
 * The reader of a note refuses further ones: from this client, or from any client of the practice. Doing it twice is
 * doing it once.
 *
 * @returns false when there is no such note
 */
export async function optOut(trx: PracticeTrx, note: Note, scope: 'client' | 'practice'): Promise<boolean> {
  const recipient = await find(trx, note)
  if (!recipient) return false
  const clientId = scope === 'client' ? note.clientId : null
  for (const email of await addressesOf(trx, recipient))
    await suppress(trx, { email, clientId, reason: 'unsubscribed' })
  await excuse(trx, [recipient])
  return true
}

async function find(trx: PracticeTrx, { recipientId, clientId }: Note): Promise<Recipient | undefined> {
  const recipient = await findRecipient(trx, recipientId)
  return recipient?.clientId === clientId ? recipient : undefined
}

/** Where the note went, and where the next one would: the contact may have another address since, or none. */
async function addressesOf(trx: PracticeTrx, { messageId, contactEmail }: Recipient): Promise<Set<string>> {
  const written = messageId && (await getMessage(trx, messageId)).toAddress
  return new Set([written, contactEmail].filter((address) => address !== null))
}
