import type { PracticeTrx } from '../../infra/db/scope.ts'
import { listToStartWith } from '../contacts/starting-points.service.ts'
import { findActiveSearch } from '../searches/searches.service.ts'
import { suggestWhomToCall } from './suggestions.service.ts'

/** Somebody to call, and why, where there is more to say than that it is their turn. */
export interface ToCall {
  contactId: string
  name: string
  reason: string | null
}

/**
 * Whom a client should call first: in a search those who helped before and were not called yet (`suggestWhomToCall`);
 * where these are too few, or nothing is searched for, whose turn it is by their own rhythm.
 *
 * @throws 404
 */
export async function listToCallFirst(trx: PracticeTrx, clientId: string, limit: number): Promise<ToCall[]> {
  const active = await findActiveSearch(trx, clientId)
  const helpers = active ? await suggestWhomToCall(trx, active.id) : []
  const named = new Set(helpers.map(({ contactId }) => contactId))
  const others = helpers.length < limit ? await listToStartWith(trx, clientId, limit + helpers.length) : []
  return [
    ...helpers.map(({ contactId, name, reason }) => ({ contactId, name, reason })),
    ...others.filter(({ id }) => !named.has(id)).map(({ id: contactId, name }) => ({ contactId, name, reason: null })),
  ].slice(0, limit)
}
