import { invalidField } from '../../errors.ts'
import type { KeysetPage, PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient } from '../clients/clients.service.ts'
import { getContactsOfClient } from '../contacts/contacts.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { insertDismissal, type LikelyDuplicate, listLikelyDuplicates } from './duplicates.repository.ts'

/** Pairs of a client's contacts who may be one person. @throws 404 */
export async function listDuplicates(
  trx: PracticeTrx,
  clientId: string,
  page: PageRequest,
): Promise<KeysetPage<LikelyDuplicate>> {
  await getClient(trx, clientId)
  return listLikelyDuplicates(trx, clientId, page)
}

/** Says that two contacts are different people, for good. @throws 404 for the client, 422 naming who is not theirs */
export async function dismissDuplicate(
  trx: PracticeTrx,
  clientId: string,
  { contactId, otherContactId }: { contactId: string; otherContactId: string },
): Promise<void> {
  await getClient(trx, clientId)
  const pointers = ['/contactId', '/otherContactId']
  const pair = await getContactsOfClient(trx, clientId, [contactId, otherContactId], (index) => pointers[index]!)
  const [one, other] = pair.map(({ id }) => id) as [string, string]
  if (one === other) throw invalidField('/otherContactId', 'must be somebody else')
  await insertDismissal(trx, { clientId, contactId: one, otherContactId: other })
  await recordEvent(trx, {
    kind: 'client.duplicate_dismissed',
    subjectId: clientId,
    clientId,
    payload: { contactId: one, otherContactId: other },
  })
}
