import type { PracticeTrx } from '../../infra/db/scope.ts'
import { createInterview, findInterviewsAt } from '../opportunities/interviews.service.ts'
import { findOpportunitiesLike, recordOpportunity } from '../opportunities/opportunities.service.ts'
import { findSearchesFrom, getSearchLocked, recordSearch } from '../searches/searches.service.ts'
import type { Bringing } from './bringing-contacts.service.ts'
import { bringEach, chooserOf, filedOf, isKnown, rejected } from './bringing-things.service.ts'
import { findBecome, type NewRow } from './import-rows.repository.ts'
import type { CheckedOf } from './network-file.rules.ts'

/*
 * What a client was looking for, and what came of it. A search comes without its landing: somebody may have been told of
 * that already, and nobody is to be told twice.
 */

/** Brings searches. It is known when one began on its day. @returns what became of each */
export async function bringSearches(
  trx: PracticeTrx,
  into: Bringing,
  rows: CheckedOf<'searches'>[],
): Promise<NewRow[]> {
  const { choose, brought } = chooserOf(trx, into, 'search')
  return bringEach(trx, into, rows, async ({ title = null, status, startedOn, endedOn = null }) => {
    const alike = await findSearchesFrom(trx, into.clientId, startedOn)
    const known = await choose(alike.toSorted((a, b) => Number(b.title === title) - Number(a.title === title)))
    if (known) return { ...isKnown, search_id: known.id }
    const search = brought(await recordSearch(trx, into.clientId, { title, status, startedOn, endedOn }))
    return { outcome: 'create', search_id: search.id }
  })
}

/** Brings opportunities of searches that have come before. It is known by its company and role. @returns what became of each */
export async function bringOpportunities(
  trx: PracticeTrx,
  into: Bringing,
  rows: CheckedOf<'opportunities'>[],
): Promise<NewRow[]> {
  const { choose, brought } = chooserOf(trx, into, 'opportunity')
  const filed = filedOf(rows)
  const searches = await findBecome(trx, into, 'searches', filed.map(({ searchId }) => searchId)) // prettier-ignore
  const people = await findBecome(trx, into, 'contacts', filed.flatMap(({ sourceContactId }) => sourceContactId ?? [])) // prettier-ignore
  return bringEach(trx, into, rows, async ({ id: _id, searchId, sourceContactId, ...facts }) => {
    const becameSearch = searches.get(searchId)
    if (becameSearch === undefined) return rejected('is of a search that is not here')
    // Of a search that a dry run would add.
    if (becameSearch === null) return { outcome: 'create' }
    const search = await getSearchLocked(trx, becameSearch)
    const known = await choose(await findOpportunitiesLike(trx, search, facts))
    if (known) return { ...isKnown, opportunity_id: known.id }
    const source = people.get(sourceContactId ?? '')
    const body = { ...facts, ...(source && { sourceContactId: source }) }
    return { outcome: 'create', opportunity_id: brought(await recordOpportunity(trx, search, body)).id }
  })
}

/** Brings interviews for opportunities that have come before. It is known by its round and instant. @returns what became of each */
export async function bringInterviews(
  trx: PracticeTrx,
  into: Bringing,
  rows: CheckedOf<'interviews'>[],
): Promise<NewRow[]> {
  const { choose, brought } = chooserOf(trx, into, 'interview')
  const filed = filedOf(rows)
  const opportunities = await findBecome(trx, into, 'opportunities', filed.map(({ opportunityId }) => opportunityId)) // prettier-ignore
  const named = filed.flatMap(({ interviewers }) => interviewers.flatMap(({ contactId }) => contactId ?? []))
  const people = await findBecome(trx, into, 'contacts', named)
  return bringEach(trx, into, rows, async ({ id: _id, opportunityId, interviewers, ...facts }) => {
    const opportunity = opportunities.get(opportunityId)
    if (opportunity === undefined) return rejected('is for an opportunity that is not here')
    if (opportunity === null) return { outcome: 'create' }
    const known = await choose(await findInterviewsAt(trx, opportunity, facts))
    if (known) return { ...isKnown, interview_id: known.id }
    const body = { ...facts, interviewers: presentOf(interviewers, people) }
    return { outcome: 'create', interview_id: brought(await createInterview(trx, opportunity, body)).id }
  })
}

/** Who was there, without those who were not taken into the network: they may have been erased. Two may have become one. */
function presentOf<Interviewer extends { contactId?: string | null | undefined }>(
  interviewers: Interviewer[],
  people: Map<string, string | null>,
): Interviewer[] {
  const named = new Set<string>()
  return interviewers.flatMap((one) => {
    if (!one.contactId) return [one]
    const contactId = people.get(one.contactId)
    if (contactId === undefined) return []
    const isNamed = contactId === null || named.has(contactId)
    if (contactId) named.add(contactId)
    return [{ ...one, contactId: isNamed ? null : contactId }]
  })
}
