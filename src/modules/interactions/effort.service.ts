import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient } from '../clients/clients.service.ts'
import { getSearch, getSearchSpan } from '../searches/searches.service.ts'
import { type EffortSum, sumEffortOf } from './effort.repository.ts'

/** What a client has put into their network so far. @throws 404 */
export async function getEffortOfClient(trx: PracticeTrx, clientId: string): Promise<EffortSum> {
  await getClient(trx, clientId)
  return sumEffortOf(trx, clientId)
}

/** What a client put into one search: the interactions that count in it. @throws 404 */
export async function getEffortOfSearch(trx: PracticeTrx, searchId: string): Promise<EffortSum> {
  const search = await getSearch(trx, searchId)
  return sumEffortOf(trx, search.clientId, await getSearchSpan(trx, search))
}
