import type { PracticeTrx } from '../../infra/db/scope.ts'

/** Messages of a campaign that have not begun to leave, held until the transaction ends. */
export const lockUnsent = (trx: PracticeTrx, campaignId: string) =>
  trx
    .selectFrom('messages')
    .select(['id', 'status', 'attempt', 'lane'])
    .where('practiceId', '=', trx.practiceId)
    .where('campaignId', '=', campaignId)
    .where('status', 'in', ['queued', 'sending'])
    .where('bodyStartedAt', 'is', null)
    .orderBy('nextAttemptAt')
    .orderBy('id')
    .forUpdate()
    .execute()

/** Resumed ones are due at once: whatever would have woken them may have passed meanwhile. */
export async function setHeld(trx: PracticeTrx, campaignId: string, held: boolean): Promise<void> {
  await trx
    .updateTable('messages')
    .set({ held, updatedAt: trx.now, ...(held ? {} : { nextAttemptAt: trx.now }) })
    .where('practiceId', '=', trx.practiceId)
    .where('campaignId', '=', campaignId)
    .where('status', 'in', ['queued', 'sending'])
    .execute()
}
