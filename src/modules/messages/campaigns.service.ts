import type { PracticeTrx } from '../../infra/db/scope.ts'
import { recordEvent } from '../events/events.service.ts'
import { listStatuses, lockOpen, release, setHeld, setLastAttempt } from './campaigns.repository.ts'
import { changeMessages, type OwnerOutcome } from './ledger.service.ts'
import { wakeLane } from './sending.service.ts'

/**
 * Holds what has not left of the messages that were queued with this `campaignId`. Once it commits, at most those
 * leave whose bodies are on the wire already.
 */
export async function holdCampaign(trx: PracticeTrx, campaignId: string): Promise<void> {
  const unsent = (await lockOpen(trx, campaignId)).filter(isHere)
  await setHeld(trx, campaignId)
  const claimed = unsent.filter(({ status }) => status === 'sending')
  await changeMessages(
    trx,
    {},
    claimed.map(({ id, attempt }) => ({ id, status: 'queued' as const, attempt: attempt - 1, takesBack: true })),
  )
  await recordEvent(trx, { kind: 'campaign.held', subjectId: campaignId, payload: { messages: unsent.length } })
}

/** Lets held messages go on their way again. */
export async function resumeCampaign(trx: PracticeTrx, campaignId: string): Promise<void> {
  const unsent = (await lockOpen(trx, campaignId)).filter(isHere)
  await release(trx, campaignId)
  for (const lane of new Set(unsent.map((message) => message.lane))) await wakeLane(trx, lane)
  await recordEvent(trx, { kind: 'campaign.resumed', subjectId: campaignId, payload: { messages: unsent.length } })
}

/**
 * Cancels what has not left. Once it commits, at most those leave whose bodies are on the wire already, and of those
 * none a second time.
 *
 * @returns what the cancelled messages were about; who cancels is their owner and does the rest
 */
export async function cancelCampaign(trx: PracticeTrx, campaignId: string): Promise<OwnerOutcome[]> {
  const open = await lockOpen(trx, campaignId)
  await setLastAttempt(trx, open.filter((message) => !isHere(message)).map(({ id }) => id)) // prettier-ignore
  return cancel(trx, open.filter(isHere))
}

/**
 * Takes back what has not left, all of it or what is about `subjectIds`, for it is going to be written anew: as
 * `cancelCampaign`, but what is on the wire may be tried again.
 */
export async function recallCampaign(
  trx: PracticeTrx,
  campaignId: string,
  subjectIds?: string[],
): Promise<OwnerOutcome[]> {
  const unsent = (await lockOpen(trx, campaignId)).filter(isHere)
  return cancel(trx, subjectIds ? unsent.filter(({ subjectId }) => subjectIds.includes(subjectId ?? '')) : unsent)
}

async function cancel(trx: PracticeTrx, unsent: { id: string }[]): Promise<OwnerOutcome[]> {
  const cancelled = await changeMessages(trx, {}, unsent.map(({ id }) => ({ id, status: 'cancelled' as const }))) // prettier-ignore
  return cancelled.flatMap(({ subjectId }) => (subjectId ? [{ subjectId, status: 'cancelled' as const }] : []))
}

/** Whether anything of a campaign has left or is on its way, whatever was heard of it since. */
export async function mayHaveReachedAnybody(trx: PracticeTrx, campaignId: string): Promise<boolean> {
  return (await listStatuses(trx, campaignId)).some((status) => status !== 'cancelled' && status !== 'suppressed')
}

/** Nothing of it has begun to leave. */
const isHere = ({ bodyStartedAt }: { bodyStartedAt: Date | null }): boolean => bodyStartedAt === null
