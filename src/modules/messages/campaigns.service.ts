import type { PracticeTrx } from '../../infra/db/scope.ts'
import { recordEvent } from '../events/events.service.ts'
import { lockUnsent, setHeld } from './campaigns.repository.ts'
import { changeMessages, type OwnerOutcome } from './ledger.service.ts'
import { wakeLane } from './sending.service.ts'

/**
 * Holds what has not left of the messages that were queued with this `campaignId`. Once it commits, at most those
 * leave whose bodies are on the wire already.
 */
export async function holdCampaign(trx: PracticeTrx, campaignId: string): Promise<void> {
  const unsent = await lockUnsent(trx, campaignId)
  await setHeld(trx, campaignId, true)
  const claimed = unsent.filter(({ status }) => status === 'sending')
  await changeMessages(
    trx,
    {},
    claimed.map(({ id, attempt }) => ({ id, status: 'queued' as const, attempt: attempt - 1, takesBack: true })),
    null,
  )
  await recordEvent(trx, { kind: 'campaign.held', subjectId: campaignId, payload: { messages: unsent.length } })
}

/** Lets held messages go on their way again. */
export async function resumeCampaign(trx: PracticeTrx, campaignId: string): Promise<void> {
  await setHeld(trx, campaignId, false)
  const unsent = await lockUnsent(trx, campaignId)
  for (const lane of new Set(unsent.map((message) => message.lane))) await wakeLane(trx, lane)
  await recordEvent(trx, { kind: 'campaign.resumed', subjectId: campaignId, payload: { messages: unsent.length } })
}

/**
 * Cancels what has not left. Once it commits, at most those leave whose bodies are on the wire already.
 *
 * @returns what the cancelled messages were about; who cancels is their owner and does the rest
 */
export async function cancelCampaign(trx: PracticeTrx, campaignId: string): Promise<OwnerOutcome[]> {
  const unsent = await lockUnsent(trx, campaignId)
  const cancelled = await changeMessages(trx, {}, unsent.map(({ id }) => ({ id, status: 'cancelled' as const })), null) // prettier-ignore
  return cancelled.flatMap(({ subjectId }) => (subjectId ? [{ subjectId, status: 'cancelled' as const }] : []))
}
