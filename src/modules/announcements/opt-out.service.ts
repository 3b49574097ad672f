import type { Kysely } from 'kysely'
import type { Database } from '../../infra/db/database.ts'
import { enterAsSystem, type PracticeTrx } from '../../infra/db/scope.ts'
import { readSignedLink } from '../../infra/security/signed-links.ts'
import { getClient } from '../clients/clients.service.ts'
import { getMessage } from '../messages/messages.service.ts'
import { suppress } from '../suppressions/suppressions.service.ts'
import { excuse } from './excusing.service.ts'
import { optOutPurpose } from './post-office.service.ts'
import { findRecipient, type Recipient } from './recipients.repository.ts'

export interface OptOutDeps {
  db: Kysely<Database>
  /** What opt-out links are signed with. */
  key: Buffer
}

/** Whose notes a link refuses, without refusing them. Undefined for a link that is not ours or leads to nobody. */
export async function readOptOutLink(
  { db, key }: OptOutDeps,
  token: string,
): Promise<{ clientName: string } | undefined> {
  const link = readSignedLink(key, token)
  if (link?.purpose !== optOutPurpose) return undefined
  return enterAsSystem(db, link.practiceId, async (trx) => {
    const recipient = await findRecipient(trx, link.subjectId)
    return recipient && { clientName: (await getClient(trx, recipient.clientId)).name }
  })
}

/**
 * The reader of a note refuses further ones: from this client, or from any client of the practice. Doing it twice is
 * doing it once.
 *
 * @returns false for a link that is not ours or leads to nobody
 */
export async function followOptOutLink(
  { db, key }: OptOutDeps,
  token: string,
  { scope }: { scope: 'client' | 'practice' },
): Promise<boolean> {
  const link = readSignedLink(key, token)
  if (link?.purpose !== optOutPurpose) return false
  return (await enterAsSystem(db, link.practiceId, (trx) => optOut(trx, link.subjectId, scope))) ?? false
}

async function optOut(trx: PracticeTrx, recipientId: string, scope: 'client' | 'practice'): Promise<boolean> {
  const recipient = await findRecipient(trx, recipientId)
  if (!recipient) return false
  const clientId = scope === 'client' ? recipient.clientId : null
  for (const email of await addressesOf(trx, recipient))
    await suppress(trx, { email, clientId, reason: 'unsubscribed' })
  await excuse(trx, [recipient])
  return true
}

/** Where the note went, and where the next one would: the contact may have another address since, or none. */
async function addressesOf(trx: PracticeTrx, { messageId, contactEmail }: Recipient): Promise<Set<string>> {
  const written = messageId && (await getMessage(trx, messageId)).toAddress
  return new Set([written, contactEmail].filter((address) => address !== null))
}
