import type { KeysetPage, PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient } from '../clients/clients.service.ts'
import { listSharedContacts, type SharedContact } from './shared-contacts.repository.ts'

/** Whom several of the caller's clients know, or of these whom one client knows. @throws 404 for that client */
export async function listContactsInSeveralNetworks(
  trx: PracticeTrx,
  { clientId }: { clientId?: string | undefined },
  page: PageRequest,
): Promise<KeysetPage<SharedContact>> {
  if (clientId) await getClient(trx, clientId)
  return listSharedContacts(trx, { clientId }, page)
}
