import type { PracticeTrx } from '../../infra/db/scope.ts'
import { normalizeAddress } from '../../infra/mail/address.ts'
import { getClient } from '../clients/clients.service.ts'
import { findNoteTo } from '../messages/messages.service.ts'
import { suppress } from '../suppressions/suppressions.service.ts'
import { excuse } from './excusing.service.ts'
import { findRecipient, listRecipientsOfContact, type Recipient } from './recipients.repository.ts'

/** A note that was written in a client's name. */
interface Note {
  recipientId: string
  clientId: string
}

/** Whom a note went to, and who they are by now. */
interface Reader {
  recipient: Recipient
  writtenTo: string | undefined
}

/** In whose name a note was written; undefined when there is no such note. */
export const nameOfWriter = async (trx: PracticeTrx, note: Note): Promise<string | undefined> =>
  (await findReader(trx, note)) && (await getClient(trx, note.clientId)).name

/**
 * The reader of a note refuses further ones: from this client, or from any client of the practice. Doing it twice is
 * doing it once.
 *
 * @returns false when there is no such note
 */
export async function optOut(trx: PracticeTrx, note: Note, scope: 'client' | 'practice'): Promise<boolean> {
  const reader = await findReader(trx, note)
  if (!reader) return false
  const clientId = scope === 'client' ? note.clientId : null
  for (const email of addressesOf(reader)) await suppress(trx, { email, clientId, reason: 'unsubscribed' })
  await excuse(trx, [reader.recipient])
  return true
}

/** A reader whose contact was merged into another stands on the list as that one. */
async function findReader(trx: PracticeTrx, { recipientId, clientId }: Note): Promise<Reader | undefined> {
  const message = await findNoteTo(trx, recipientId)
  const recipient = (await findRecipient(trx, recipientId)) ?? (await findSurvivor(trx, message))
  return recipient?.clientId === clientId ? { recipient, writtenTo: message?.toAddress } : undefined
}

async function findSurvivor(
  trx: PracticeTrx,
  message: { contactId: string | null; campaignId: string | null } | undefined,
): Promise<Recipient | undefined> {
  if (!message?.contactId) return undefined
  const places = await listRecipientsOfContact(trx, message.contactId)
  const place = places.find(({ announcementId }) => announcementId === message.campaignId)
  return place && findRecipient(trx, place.id)
}

/** Where the note went, and where the next one would: the contact may have another address since, or none, or be erased. */
const addressesOf = ({ recipient, writtenTo }: Reader): Set<string> =>
  new Set(
    [writtenTo, recipient.contactEmail].flatMap((address) => (address && normalizeAddress(address) ? [address] : [])),
  )
