import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import { giveUpAfterMs } from './messages.rules.ts'

/** Messages of a campaign that wait or are on their way, locked until the transaction ends, in the one order for that. */
export const lockOpen = (trx: PracticeTrx, campaignId: string) =>
  trx
    .selectFrom('messages')
    .select(['id', 'status', 'attempt', 'lane', 'bodyStartedAt', 'subjectId'])
    .where('practiceId', '=', trx.practiceId)
    .where('campaignId', '=', campaignId)
    .where('status', 'in', ['queued', 'sending'])
    .orderBy('nextAttemptAt')
    .orderBy('id')
    .forUpdate()
    .execute()

/** The statuses that messages of a campaign have. */
export async function listStatuses(trx: PracticeTrx, campaignId: string) {
  const rows = await trx
    .selectFrom('messages')
    .select('status')
    .distinct()
    .where('practiceId', '=', trx.practiceId)
    .where('campaignId', '=', campaignId)
    .execute()
  return rows.map(({ status }) => status)
}

/** Holds what waits or is on its way: it is not claimed until it is released. */
export async function setHeld(trx: PracticeTrx, campaignId: string): Promise<void> {
  await trx
    .updateTable('messages')
    .set({ held: true, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('campaignId', '=', campaignId)
    .where('status', 'in', ['queued', 'sending'])
    .execute()
}

/**
 * Released ones are due at once and have their time before them: what it was may have passed meanwhile. Those that were
 * on the wire when they were held and have ended since are released as well: a person may send them once more.
 */
export async function release(trx: PracticeTrx, campaignId: string): Promise<void> {
  await trx
    .updateTable('messages')
    .set({
      held: false,
      updatedAt: trx.now,
      nextAttemptAt: trx.now,
      giveUpAt: addMilliseconds(trx.now, giveUpAfterMs),
    })
    .where('practiceId', '=', trx.practiceId)
    .where('campaignId', '=', campaignId)
    .where('held', '=', true)
    .execute()
}

/** Those on the wire can no longer be called back, but they are not tried again. */
export async function setLastAttempt(trx: PracticeTrx, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await trx
    .updateTable('messages')
    .set({ lastAttempt: true, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', 'in', ids)
    .execute()
}
