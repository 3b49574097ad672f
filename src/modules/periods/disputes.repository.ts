import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** Undefined when the period has been disputed before. */
export const insertDispute = (trx: PracticeTrx, dispute: { clientId: string; periodId: string; reason: string }) =>
  trx
    .insertInto('disputes')
    .values({ ...dispute, practiceId: trx.practiceId, createdAt: trx.now })
    .onConflict((conflict) => conflict.columns(['practiceId', 'clientId', 'periodId']).doNothing())
    .returning('id')
    .executeTakeFirst()

/** Returns whether a dispute stood open. */
export async function decideDispute(
  trx: PracticeTrx,
  periodId: string,
  { status, decidedBecause }: { status: 'upheld' | 'rejected'; decidedBecause: string },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('disputes')
    .set({ status, decidedBecause, decidedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('periodId', '=', periodId)
    .where('status', '=', sql.lit('open'))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** An upheld dispute is undecided again. */
export async function reopenDispute(trx: PracticeTrx, periodId: string): Promise<void> {
  await trx
    .updateTable('disputes')
    .set({ status: 'open', decidedBecause: null, decidedAt: null })
    .where('practiceId', '=', trx.practiceId)
    .where('periodId', '=', periodId)
    .execute()
}

/** Returns whether a dispute stood open. */
export async function deleteDispute(trx: PracticeTrx, periodId: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('disputes')
    .where('practiceId', '=', trx.practiceId)
    .where('periodId', '=', periodId)
    .where('status', '=', sql.lit('open'))
    .executeTakeFirst()
  return numDeletedRows > 0n
}
