import { invalidField, notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import type { Announcement } from '../announcements/announcements.repository.ts'
import {
  discardAnnouncement,
  draftAnnouncement,
  hasBeenTold,
  type LandingToAnnounce,
  redraftAnnouncement,
  stopAnnouncement,
} from '../announcements/drafting.service.ts'
import { addLatecomers } from '../announcements/latecomers.service.ts'
import { getClient } from '../clients/clients.service.ts'
import {
  beginGentleCommitments,
  endCommitmentsOfSearch,
  endGentleCommitments,
  resumeCommitmentsOfSearch,
} from '../commitments/following.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { acceptOpportunity, findOpportunityOfSearch } from '../opportunities/opportunities.service.ts'
import type { Search } from '../searches/searches.repository.ts'
import { getSearch, getSearchLocked, landSearch, reopenSearch } from '../searches/searches.service.ts'
import { peopleHaveBeenTold, searchHasEnded, searchIsActive } from './landings.problems.ts'
import {
  deleteLanding,
  findLanding,
  insertLanding,
  type Landing,
  listLandingsBeingAnnounced,
  updateLanding,
} from './landings.repository.ts'
import { checkLandingDates } from './landings.rules.ts'
import type { CorrectLandingBody, LandBody } from './landings.schemas.ts'

/** The landing of a search that the caller may see. @throws 404 */
export async function getLanding(trx: PracticeTrx, searchId: string): Promise<Landing> {
  const landing = await findLanding(trx, (await getSearch(trx, searchId)).id)
  if (!landing) throw notFound()
  return landing
}

/** As `getLanding`, with the client's searches held until the transaction ends. */
export async function getLandingLocked(trx: PracticeTrx, searchId: string): Promise<Landing> {
  await getSearchLocked(trx, searchId)
  return getLanding(trx, searchId)
}

/** Whether a search can be ended with a landing, and the client's day. @throws 404 */
export async function readSearchToLand(
  trx: PracticeTrx,
  searchId: string,
): Promise<{ isActive: boolean; today: string }> {
  const { clientId, status } = await getSearch(trx, searchId)
  const { timeZone } = await getClient(trx, clientId)
  return { isActive: status === 'active', today: dayOf(trx.now, timeZone) }
}

/**
 * Ends a search with the job it led to, and draws up the announcement for everybody who was part of it.
 *
 * @throws 404, 409 when the search has ended, 422 for days out of order or an opportunity of another search
 */
export async function land(
  trx: PracticeTrx,
  searchId: string,
  body: LandBody,
): Promise<{ landing: Landing; announcement: Announcement }> {
  const search = await getSearchLocked(trx, searchId)
  if (search.status !== 'active') throw searchHasEnded(`It is ${search.status} since ${search.endedOn}.`)
  await checkDates(trx, search, body)
  const opportunity = await findSource(trx, search, body.opportunityId)
  const landing = await insertLanding(trx, {
    ...body,
    practiceId: trx.practiceId,
    clientId: search.clientId,
    searchId,
    createdAt: trx.now,
    updatedAt: trx.now,
  })
  if (opportunity) await acceptOpportunity(trx, opportunity)
  await landSearch(trx, search, body.landedOn)
  await recordEvent(trx, {
    kind: 'landing.created',
    subjectId: landing.id,
    clientId: search.clientId,
    payload: { position: body.position, company: body.company, landedOn: body.landedOn },
  })
  const announcement = await draftAnnouncement(trx, await toAnnounce(trx, landing))
  await endCommitmentsOfSearch(trx, search, 'landed')
  await beginGentleCommitments(trx, landing)
  return { landing, announcement }
}

/** Corrects the facts; texts that have not gone out follow. @throws 404, 422 */
export async function correctLanding(
  trx: PracticeTrx,
  searchId: string,
  changes: CorrectLandingBody,
): Promise<Landing> {
  const search = await getSearchLocked(trx, searchId)
  const landing = await getLanding(trx, searchId)
  const corrected = { ...landing, ...changes }
  await checkDates(trx, search, corrected)
  const opportunity = await findSource(trx, search, changes.opportunityId)
  const updated = await updateLanding(trx, landing.id, changes)
  if (opportunity) await acceptOpportunity(trx, opportunity)
  if (corrected.landedOn !== landing.landedOn) await landSearch(trx, search, corrected.landedOn)
  await recordEvent(trx, {
    kind: 'landing.corrected',
    subjectId: landing.id,
    clientId: landing.clientId,
    payload: { changed: Object.keys(changes) },
  })
  await redraftAnnouncement(trx, await toAnnounce(trx, updated))
  return updated
}

/** Takes a landing back, as if it had not been recorded; the search goes on. @throws 404, 409 once somebody was told */
export async function takeBackLanding(trx: PracticeTrx, searchId: string): Promise<void> {
  const search = await getSearchLocked(trx, searchId)
  const landing = await getLanding(trx, searchId)
  if (await hasBeenTold(trx, landing.id)) throw peopleHaveBeenTold('Reopen the search with a reason instead.')
  await discardAnnouncement(trx, landing.id)
  await deleteLanding(trx, landing.id)
  await reopenSearch(trx, search)
  await resumeCommitmentsOfSearch(trx, search)
  await recordEvent(trx, { kind: 'landing.taken_back', subjectId: landing.id, clientId: landing.clientId })
}

/** Lets a search that landed or was given up go on: the job fell through. @throws 404, 409 */
export async function reopen(trx: PracticeTrx, searchId: string, reason: string): Promise<Search> {
  const search = await getSearchLocked(trx, searchId)
  if (search.status === 'active') throw searchIsActive()
  const landing = await findLanding(trx, searchId)
  if (landing) {
    await stopAnnouncement(trx, landing.id)
    await endGentleCommitments(trx, landing)
    await updateLanding(trx, landing.id, { reopenedAt: trx.now, reopenedBecause: reason })
  }
  await reopenSearch(trx, search)
  await recordEvent(trx, {
    kind: 'search.reopened',
    subjectId: searchId,
    clientId: search.clientId,
    payload: { reason },
  })
  return getSearch(trx, searchId)
}

/** After interactions of a client with these contacts changed: a landing that is being announced may owe them its news. */
export async function announceToLatecomers(trx: PracticeTrx, clientId: string, contactIds: string[]): Promise<void> {
  for (const { searchId } of await listLandingsBeingAnnounced(trx, clientId)) {
    await addLatecomers(trx, await toAnnounce(trx, await getLanding(trx, searchId)), contactIds)
  }
}

async function checkDates(
  trx: PracticeTrx,
  search: Search,
  dates: { landedOn: string; startsOn: string; holdUntil?: string | null },
) {
  const { timeZone } = await getClient(trx, search.clientId)
  checkLandingDates(dates, { searchStartedOn: search.startedOn, today: dayOf(trx.now, timeZone) })
}

async function findSource(trx: PracticeTrx, search: Search, opportunityId: string | null | undefined) {
  if (!opportunityId) return undefined
  const opportunity = await findOpportunityOfSearch(trx, search.id, opportunityId)
  if (!opportunity) throw invalidField('/opportunityId', 'must be an opportunity of this search')
  return opportunity
}

/** A landing as its announcement tells of it. */
export async function toAnnounce(trx: PracticeTrx, landing: Landing): Promise<LandingToAnnounce> {
  const search = await getSearch(trx, landing.searchId)
  const source = landing.opportunityId
    ? await findOpportunityOfSearch(trx, search.id, landing.opportunityId)
    : undefined
  return { ...landing, sourceContactId: source?.sourceContactId ?? null, search }
}
