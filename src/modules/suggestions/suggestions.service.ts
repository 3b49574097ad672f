import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getSearch, getSearchSpan } from '../searches/searches.service.ts'
import { listKnownHelpers } from './suggestions.repository.ts'
import { type Suggestion, suggest } from './suggestions.rules.ts'

/** Whom a client should call first in a search: at most twenty who helped before and were not called yet. @throws 404 */
export async function suggestWhomToCall(trx: PracticeTrx, searchId: string): Promise<Suggestion[]> {
  const search = await getSearch(trx, searchId)
  const { from, until } = await getSearchSpan(trx, search)
  return suggest(await listKnownHelpers(trx, search.clientId, { searchId, from, until }))
}
