import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { CadencePolicy } from '../cadences/cadence.rules.ts'
import { forgetHelpOffer, getHelpOfferLocked } from '../help-offers/help-offers.service.ts'
import { deleteInteractions, getInteractionsLocked } from '../interactions/interactions.service.ts'
import { deleteIntroduction, getIntroductionLocked } from '../introductions/introductions.service.ts'
import { deleteInterview, getInterviewLocked } from '../opportunities/interviews.service.ts'
import { deleteOpportunity, getOpportunityLocked } from '../opportunities/opportunities.service.ts'
import { getSearchLocked, deleteSearch } from '../searches/searches.service.ts'
import { unlessRefused } from './attempts.repository.ts'
import { restoreCadencePolicy } from './bringing-cadence-policy.service.ts'
import type { Reversal, RowToRevert } from './import-rows.repository.ts'
import type { NetworkPart } from './network-file.rules.ts'

/**
 * Takes back what came with a client's network beside the contacts: the last part of the file first, for what is named
 * by others goes after them.
 *
 * @returns what became of each
 */
export async function takeBackThings(trx: PracticeTrx, clientId: string, rows: RowToRevert[]): Promise<Reversal[]> {
  const about = (part: NetworkPart) => rows.filter((row) => row.part === part)
  return [
    ...(await restorePolicies(trx, clientId, about('cadencePolicies'))),
    ...(await removeEach(about('helpOffers'), ({ helpOfferId }) => helpOfferId, (id) => takeHelpOffer(trx, id))),
    ...(await removeEach(about('introductions'), ({ introductionId }) => introductionId, (id) => takeIntroduction(trx, id))),
    ...(await removeInteractions(trx, clientId, about('interactions'))),
    ...(await removeEach(about('interviews'), ({ interviewId }) => interviewId, (id) => takeInterview(trx, id))),
    ...(await removeEach(about('opportunities'), ({ opportunityId }) => opportunityId, (id) => takeOpportunity(trx, id))),
    ...(await removeEach(about('searches'), ({ searchId }) => searchId, (id) => takeSearch(trx, id))),
  ] // prettier-ignore
}

const kept = (number: number, reason: string): Reversal => ({ number, revert: 'kept', revert_reason: reason })
const gone = 'it is gone already'

/** @param take removes the thing of that id; why it stays, where it does */
async function removeEach(
  rows: RowToRevert[],
  idOf: (row: RowToRevert) => string | null,
  take: (id: string) => Promise<string | undefined>,
): Promise<Reversal[]> {
  const reversals: Reversal[] = []
  for (const row of rows) {
    const id = idOf(row)
    const reason = id ? await take(id) : gone
    reversals.push(reason ? kept(row.number, reason) : { number: row.number, revert: 'removed' })
  }
  return reversals
}

const isChanged = ({ createdAt, updatedAt }: { createdAt: Date; updatedAt: Date }) =>
  createdAt.getTime() !== updatedAt.getTime()

async function takeHelpOffer(trx: PracticeTrx, id: string): Promise<string | undefined> {
  const offer = await getHelpOfferLocked(trx, id)
  if (isChanged(offer)) return 'the offer of help was changed since'
  await forgetHelpOffer(trx, offer)
  return undefined
}

async function takeIntroduction(trx: PracticeTrx, id: string): Promise<undefined> {
  await deleteIntroduction(trx, await getIntroductionLocked(trx, id))
}

async function takeInterview(trx: PracticeTrx, id: string): Promise<string | undefined> {
  const interview = await getInterviewLocked(trx, id)
  if (isChanged(interview)) return 'the interview was changed since'
  await deleteInterview(trx, interview)
  return undefined
}

async function takeOpportunity(trx: PracticeTrx, id: string): Promise<string | undefined> {
  const opportunity = await getOpportunityLocked(trx, id)
  if (isChanged(opportunity)) return 'the opportunity was changed since'
  const isRemoved = await unlessRefused(trx, () => deleteOpportunity(trx, opportunity))
  return isRemoved ? undefined : 'the opportunity has a history by now'
}

async function takeSearch(trx: PracticeTrx, id: string): Promise<string | undefined> {
  const search = await getSearchLocked(trx, id)
  if (isChanged(search)) return 'the search was changed since'
  const isRemoved = await unlessRefused(trx, () => deleteSearch(trx, search))
  return isRemoved ? undefined : 'the search has a history by now'
}

async function removeInteractions(trx: PracticeTrx, clientId: string, rows: RowToRevert[]): Promise<Reversal[]> {
  const held = await getInteractionsLocked(trx, rows.flatMap(({ interactionId }) => interactionId ?? [])) // prettier-ignore
  const untouched = held.filter((interaction) => !isChanged(interaction))
  await deleteInteractions(trx, clientId, untouched)
  const removed = new Set(untouched.map(({ id }) => id))
  return rows.map(({ number, interactionId }) => {
    if (!interactionId) return kept(number, gone)
    return removed.has(interactionId)
      ? { number, revert: 'removed' }
      : kept(number, 'the interaction was changed since')
  })
}

async function restorePolicies(trx: PracticeTrx, clientId: string, rows: RowToRevert[]): Promise<Reversal[]> {
  const reversals: Reversal[] = []
  for (const { number, ...row } of rows) {
    const { before, after } = row as { before: CadencePolicy; after: CadencePolicy }
    const isRestored = await restoreCadencePolicy(trx, clientId, { before, after })
    reversals.push(isRestored ? { number, revert: 'restored' } : kept(number, 'it was changed since'))
  }
  return reversals
}
