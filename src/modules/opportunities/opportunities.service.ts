import { notFound } from '../../errors.ts'
import type { PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { sqlStateOf } from '../../infra/db/sqlstate.ts'
import { getContactsOfClient } from '../contacts/contacts.service.ts'
import { recordEvent } from '../events/events.service.ts'
import type { Search } from '../searches/searches.repository.ts'
import { getSearch, getSearchLocked, requireActive } from '../searches/searches.service.ts'
import { opportunityHasHistory } from './opportunities.problems.ts'
import {
  deleteOpportunityRow,
  findOpportunity,
  insertOpportunity,
  listOpportunities,
  listOpportunitiesLike,
  type Opportunity,
  updateOpportunity,
} from './opportunities.repository.ts'
import { checkSource } from './opportunities.rules.ts'
import type { CreateOpportunityBody, UpdateOpportunityBody } from './opportunities.schemas.ts'

/** The opportunities of a search. @throws 404 for the search */
export async function listOpportunitiesOfSearch(
  trx: PracticeTrx,
  searchId: string,
  query: Parameters<typeof listOpportunities>[2],
  page: PageRequest,
) {
  return listOpportunities(trx, await getSearch(trx, searchId), query, page)
}

/** An opportunity of this practice that the caller may see. @throws 404 */
export async function getOpportunity(trx: PracticeTrx, id: string): Promise<Opportunity> {
  const opportunity = await findOpportunity(trx, id)
  if (!opportunity) throw notFound()
  return opportunity
}

/** As `getOpportunity`, with the client's searches held, and so what is in them, until the transaction ends. */
export async function getOpportunityLocked(trx: PracticeTrx, id: string): Promise<Opportunity> {
  const { searchId } = await getOpportunity(trx, id)
  await getSearchLocked(trx, searchId)
  return getOpportunity(trx, id)
}

/** An opportunity of this very search; undefined for any other. */
export async function findOpportunityOfSearch(
  trx: PracticeTrx,
  searchId: string,
  id: string,
): Promise<Opportunity | undefined> {
  const opportunity = await findOpportunity(trx, id)
  return opportunity?.searchId === searchId ? opportunity : undefined
}

/** Adds a lead to a search. @throws 404, 409 when the search has ended, 422 for a source that is not the client's */
export async function createOpportunity(
  trx: PracticeTrx,
  searchId: string,
  body: CreateOpportunityBody,
): Promise<Opportunity> {
  const search = await getSearchLocked(trx, searchId)
  requireActive(search)
  checkSource(body)
  return recordOpportunity(trx, search, body)
}

/**
 * Writes an opportunity down, of a search that may be over by now, and from a contact who may be unknown by now. The
 * search was read with `getSearchLocked`.
 *
 * @throws 422 for a source that is not the client's
 */
export async function recordOpportunity(
  trx: PracticeTrx,
  search: Search,
  body: CreateOpportunityBody,
): Promise<Opportunity> {
  const source = body.sourceContactId ? await sourceOf(trx, search.clientId, body) : {}
  const id = await insertOpportunity(trx, { ...body, ...source, clientId: search.clientId, searchId: search.id })
  await recordEvent(trx, {
    kind: 'opportunity.created',
    subjectId: id,
    clientId: search.clientId,
    payload: { company: body.company, role: body.role, source: body.source },
  })
  return getOpportunity(trx, id)
}

/**
 * Changes an opportunity that was read with `getOpportunityLocked`. Its status may change at any time.
 *
 * @throws 409 for anything else once the search has ended, 422 for a source that is not the client's
 */
export async function editOpportunity(
  trx: PracticeTrx,
  opportunity: Opportunity,
  changes: UpdateOpportunityBody,
): Promise<Opportunity> {
  const { id, clientId, searchId } = opportunity
  const changed = Object.keys(changes)
  if (changed.some((field) => field !== 'status')) requireActive(await getSearch(trx, searchId))
  const namesSource = changes.source || changes.sourceContactId !== undefined
  const source = namesSource ? await sourceOf(trx, clientId, { ...opportunity, ...changes }) : {}
  await updateOpportunity(trx, id, { ...changes, ...source })
  await recordEvent(trx, {
    kind: 'opportunity.updated',
    subjectId: id,
    clientId,
    payload: { changed, from: opportunity.status, to: changes.status ?? opportunity.status },
  })
  return getOpportunity(trx, id)
}

/** The opportunities of a search that are of this company and role. */
export const findOpportunitiesLike = (
  trx: PracticeTrx,
  search: Search,
  like: Pick<Opportunity, 'company' | 'role'>,
): Promise<Opportunity[]> => listOpportunitiesLike(trx, search, like)

/** It became the job. The landing's own event tells of it. */
export async function acceptOpportunity(trx: PracticeTrx, { id }: Opportunity): Promise<void> {
  await updateOpportunity(trx, id, { status: 'accepted' })
}

/** Removes an opportunity of which nothing came. @throws 409 once anything refers to it */
export async function deleteOpportunity(trx: PracticeTrx, { id, clientId, company }: Opportunity): Promise<void> {
  try {
    await deleteOpportunityRow(trx, id)
  } catch (error) {
    if (sqlStateOf(error) !== '23503') throw error
    throw opportunityHasHistory('It has interviews, interactions or a landing. Set its status to declined or lost.', {
      cause: error,
    })
  }
  await recordEvent(trx, { kind: 'opportunity.deleted', subjectId: id, clientId, payload: { company } })
}

/** Whom a source names, by the id that they have now. @throws 422 */
async function sourceOf(trx: PracticeTrx, clientId: string, given: Parameters<typeof checkSource>[0]) {
  checkSource(given)
  if (!given.sourceContactId) return {}
  const [source] = await getContactsOfClient(trx, clientId, [given.sourceContactId], () => '/sourceContactId')
  return { sourceContactId: source!.id }
}
