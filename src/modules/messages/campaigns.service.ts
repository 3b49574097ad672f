import type { PracticeTrx } from '../../infra/db/scope.ts'
import { recordEvent } from '../events/events.service.ts'
import { listStatuses, lockUnsent, setState } from './campaigns.repository.ts'
import { changeMessages, type OwnerOutcome } from './ledger.service.ts'
import { wakeLane } from './waking.service.ts'

export { readReception } from './campaigns.repository.ts'
export { campaignIsWatched } from './messages.jobs.ts'

/*
 * Messages that were queued with one `campaignId`. They are held, let go and cancelled by one word about the campaign,
 * which claims and bodies about to leave ask for: that takes no longer for a hundred thousand of them than for one.
 */

/** A campaign is what its messages say it is; its id is its owner's. */
export interface Campaign {
  id: string
  clientId: string | null
}

/** Holds what has not left. Once it commits, no further body leaves than the sessions are just beginning with. */
export async function holdCampaign(trx: PracticeTrx, campaign: Campaign): Promise<void> {
  await setState(trx, campaign, 'held')
  await recordEvent(trx, { kind: 'campaign.held', subjectId: campaign.id, clientId: campaign.clientId })
}

/** Lets held messages go on their way again. */
export async function resumeCampaign(trx: PracticeTrx, campaign: Campaign): Promise<void> {
  await setState(trx, campaign, 'open')
  await wakeLane(trx, 'bulk')
  await recordEvent(trx, { kind: 'campaign.resumed', subjectId: campaign.id, clientId: campaign.clientId })
}

/**
 * Stops a campaign for good. Once it commits, no further body leaves than the sessions are just beginning with, and none
 * of those a second time. Its messages become `cancelled` by `cancelUnsent`.
 */
export async function cancelCampaign(trx: PracticeTrx, campaign: Campaign): Promise<void> {
  await setState(trx, campaign, 'cancelled')
  await recordEvent(trx, { kind: 'campaign.cancelled', subjectId: campaign.id, clientId: campaign.clientId })
}

/**
 * Says of the first `limit` messages of a cancelled campaign that they do not leave any more.
 *
 * @returns what they were about; who cancels is their owner and does the rest
 */
export const cancelUnsent = async (trx: PracticeTrx, campaignId: string, limit: number): Promise<OwnerOutcome[]> =>
  cancel(trx, await lockUnsent(trx, campaignId, limit))

/**
 * Takes back what has not left, all of it or what is about `subjectIds`, for it is going to be written anew. The campaign
 * goes on, and what is on the wire may be tried again.
 */
export async function recallCampaign(
  trx: PracticeTrx,
  campaignId: string,
  subjectIds?: string[],
): Promise<OwnerOutcome[]> {
  const unsent = await lockUnsent(trx, campaignId)
  const those = new Set(subjectIds)
  return cancel(trx, subjectIds ? unsent.filter(({ subjectId }) => those.has(subjectId ?? '')) : unsent)
}

async function cancel(trx: PracticeTrx, unsent: { id: string }[]): Promise<OwnerOutcome[]> {
  const cancelled = await changeMessages(trx, {}, unsent.map(({ id }) => ({ id, status: 'cancelled' as const }))) // prettier-ignore
  return cancelled.flatMap(({ subjectId }) => (subjectId ? [{ subjectId, status: 'cancelled' as const }] : []))
}

/** Whether anything of a campaign has left or is on its way, whatever was heard of it since. */
export async function mayHaveReachedAnybody(trx: PracticeTrx, campaignId: string): Promise<boolean> {
  return (await listStatuses(trx, campaignId)).some((status) => status !== 'cancelled' && status !== 'suppressed')
}
