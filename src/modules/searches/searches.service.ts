import { invalidField, notFound } from '../../errors.ts'
import type { PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { sqlStateOf } from '../../infra/db/sqlstate.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { isWithheld } from '../clients/clients.rules.ts'
import { getClient, getClientLocked } from '../clients/clients.service.ts'
import { endCommitmentsOfSearch } from '../commitments/following.service.ts'
import { digestsChanged } from '../digest-schedules/digest-schedules.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { clientIsSearching, searchEnded, searchHasHistory, searchLanded, searchOverlaps } from './searches.problems.ts'
import {
  deleteSearchRow,
  findSearch,
  insertSearch,
  isSearchReferredTo,
  listOtherSearches,
  listSearches,
  type Search,
  updateSearch,
} from './searches.repository.ts'
import { checkSearchDays, overlap, type SearchDays, spanOf } from './searches.rules.ts'
import type { StartSearchBody, UpdateSearchBody } from './searches.schemas.ts'

/** A client's searches. @throws 404 for the client */
export async function listSearchesOfClient(
  trx: PracticeTrx,
  clientId: string,
  query: Parameters<typeof listSearches>[2],
  page: PageRequest,
) {
  await getClient(trx, clientId)
  return listSearches(trx, clientId, query, page)
}

/** A search of this practice that the caller may see. @throws 404 */
export async function getSearch(trx: PracticeTrx, id: string): Promise<Search> {
  const search = await findSearch(trx, id)
  if (!search) throw notFound()
  return search
}

/** As `getSearch`, and no search of the same client begins, ends or moves until the transaction ends. */
export async function getSearchLocked(trx: PracticeTrx, id: string): Promise<Search> {
  const { clientId } = await getSearch(trx, id)
  await getClientLocked(trx, clientId)
  return getSearch(trx, id)
}

/** The search that a client is in, if they are searching. */
export const findActiveSearch = async (trx: PracticeTrx, clientId: string): Promise<Search | undefined> =>
  (await listOtherSearches(trx, clientId)).find(({ status }) => status === 'active')

/**
 * What a search is for; whether members of the practice see it, for an alumnus may have chosen that they do not; whether
 * anything has come of it.
 *
 * @throws 404
 */
export async function readStarted(
  trx: PracticeTrx,
  id: string,
): Promise<{ title: string | null; isSeen: boolean; hasHistory: boolean }> {
  const { title, clientId } = await getSearch(trx, id)
  const client = await getClient(trx, clientId)
  return {
    title,
    isSeen: !isWithheld(client) || client.consents.coachSeesAfterwards === 'summary',
    hasHistory: await isSearchReferredTo(trx, id),
  }
}

/** @throws 409 when the search is over */
export function requireActive(search: Search): void {
  if (search.status !== 'active') throw searchEnded(`It is ${search.status} since ${search.endedOn}.`)
}

/**
 * The days of a search as instants: from the client's midnight at its beginning to the one after its end, or after
 * today. What counts in a search are the interactions that name it, and those in this span that name none.
 */
export async function getSearchSpan(
  trx: PracticeTrx,
  { id, clientId, startedOn, endedOn }: Pick<Search, 'id' | 'clientId'> & SearchDays,
) {
  const { timeZone } = await getClient(trx, clientId)
  return { id, clientId, ...spanOf({ startedOn, endedOn }, { timeZone, today: dayOf(trx.now, timeZone) }) }
}

/** As `getSearchSpan`, of a search the caller may see; undefined for any other. */
export async function findSearchSpan(trx: PracticeTrx, id: string) {
  const search = await findSearch(trx, id)
  return search && getSearchSpan(trx, search)
}

/** Begins a search, today if no day is given. @throws 404, 409 beside an active or overlapping search, 422 for a future day */
export async function startSearch(trx: PracticeTrx, clientId: string, body: StartSearchBody): Promise<Search> {
  const { timeZone } = await getClientLocked(trx, clientId)
  const startedOn = body.startedOn ?? dayOf(trx.now, timeZone)
  return recordSearch(trx, clientId, { title: body.title ?? null, status: 'active', startedOn, endedOn: null })
}

/**
 * Writes a search down as it is or was, with nothing of what ended it: one that landed has no landing here.
 *
 * @throws 404, 409 beside an active or overlapping search, 422 for days in the future or out of order
 */
export async function recordSearch(
  trx: PracticeTrx,
  clientId: string,
  search: Pick<Search, 'title' | 'status'> & SearchDays,
): Promise<Search> {
  const { status, startedOn } = search
  const { timeZone } = await getClientLocked(trx, clientId)
  checkSearchDays(search, dayOf(trx.now, timeZone))
  if ((search.endedOn === null) !== (status === 'active')) {
    throw invalidField('/endedOn', 'goes with every status but active')
  }
  await refuseOverlap(trx, clientId, search)
  const id = await insertSearch(trx, { clientId, ...search })
  await digestsChanged(trx, { clientIds: [clientId] })
  await recordEvent(trx, { kind: 'search.started', subjectId: id, clientId, payload: { startedOn, status } })
  return getSearch(trx, id)
}

/** The searches of a client that began on a day. */
export const findSearchesFrom = async (trx: PracticeTrx, clientId: string, startedOn: string): Promise<Search[]> =>
  (await listOtherSearches(trx, clientId)).filter((search) => search.startedOn === startedOn)

/**
 * Changes the title or the days of a search that was read with `getSearchLocked`, or gives it up.
 *
 * @throws 409 for the days of a landed search or days of another one, 422 for days in the future or out of order
 */
export async function editSearch(trx: PracticeTrx, search: Search, changes: UpdateSearchBody): Promise<Search> {
  const { title, status, ...days } = changes
  const moves = status !== undefined || days.startedOn !== undefined || days.endedOn !== undefined
  const moved = moves ? await moveSearch(trx, search, changes) : {}
  await updateSearch(trx, search.id, { ...(title !== undefined && { title }), ...(status && { status }), ...moved })
  await recordEvent(trx, {
    kind: status && search.status === 'active' ? 'search.withdrawn' : 'search.updated',
    subjectId: search.id,
    clientId: search.clientId,
    payload: { changed: Object.keys(changes) },
  })
  if (status) await digestsChanged(trx, { clientIds: [search.clientId] })
  if (status && search.status === 'active') await endCommitmentsOfSearch(trx, search, 'withdrawn')
  return getSearch(trx, search.id)
}

/** Removes a search, read with `getSearchLocked`, of which nothing came. @throws 409 once anything refers to it */
export async function deleteSearch(trx: PracticeTrx, { id, clientId }: Search): Promise<void> {
  try {
    await deleteSearchRow(trx, id)
  } catch (error) {
    if (sqlStateOf(error) !== '23503') throw error
    throw searchHasHistory('It has commitments, opportunities, interactions or a landing. Withdraw it instead.', {
      cause: error,
    })
  }
  await digestsChanged(trx, { clientIds: [clientId] })
  await recordEvent(trx, { kind: 'search.deleted', subjectId: id, clientId })
}

async function moveSearch(trx: PracticeTrx, search: Search, changes: UpdateSearchBody): Promise<SearchDays> {
  if (search.status === 'landed') {
    throw searchLanded('Its landing says when it ended: correct the landing, or reopen the search.')
  }
  if (changes.endedOn && !changes.status && search.status === 'active') {
    throw invalidField('/endedOn', 'needs status withdrawn: a search that goes on has no end')
  }
  const { timeZone } = await getClient(trx, search.clientId)
  const today = dayOf(trx.now, timeZone)
  const days = {
    startedOn: changes.startedOn ?? search.startedOn,
    endedOn: changes.endedOn ?? search.endedOn ?? (changes.status ? today : null),
  }
  checkSearchDays(days, today)
  await refuseOverlap(trx, search.clientId, days, search.id)
  return days
}

/** Ends a search with a landing, or moves its end; the landing's own event tells of it. @throws 409 over another search */
export async function landSearch(trx: PracticeTrx, search: Search, landedOn: string): Promise<void> {
  await refuseOverlap(trx, search.clientId, { ...search, endedOn: landedOn }, search.id)
  await updateSearch(trx, search.id, { status: 'landed', endedOn: landedOn })
  await digestsChanged(trx, { clientIds: [search.clientId] })
}

/** Lets a search that ended go on; the event is the caller's. @throws 409 when a later one has begun */
export async function reopenSearch(trx: PracticeTrx, search: Search): Promise<void> {
  await refuseOverlap(trx, search.clientId, { ...search, endedOn: null }, search.id)
  await updateSearch(trx, search.id, { status: 'active', endedOn: null })
  await digestsChanged(trx, { clientIds: [search.clientId] })
}

/** Call with the client locked, or two searches may both find the days free. */
async function refuseOverlap(trx: PracticeTrx, clientId: string, days: SearchDays, exceptId?: string): Promise<void> {
  const others = await listOtherSearches(trx, clientId, exceptId)
  const active = others.find((other) => other.status === 'active')
  if (active && days.endedOn === null)
    throw clientIsSearching(`Since ${active.startedOn}: withdraw or land that search.`)
  const overlapping = others.find((other) => overlap(days, other))
  if (overlapping) {
    throw searchOverlaps(`Another search lasted from ${overlapping.startedOn} to ${overlapping.endedOn ?? 'now'}.`)
  }
}
