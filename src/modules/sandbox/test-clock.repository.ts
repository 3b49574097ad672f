import { sql, type Updateable } from 'kysely'
import type { TestClocks } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** A sandbox's clock, and how far an advance of it has come. */
export type TestClock = NonNullable<Awaited<ReturnType<typeof findTestClock>>>

export const findTestClock = (trx: PracticeTrx) =>
  trx
    .selectFrom('testClocks')
    .where('practiceId', '=', trx.practiceId)
    .select(['standsAt as now', 'status', 'target', 'processed', 'failure'])
    // Counted in the same statement, so that nothing moves from what is left to what is done in between.
    .select(
      sql<number>`processed + (
        select count(*)::integer from agenda
         where agenda.practice_id = test_clocks.practice_id and agenda.due_at <= test_clocks.target)`.as('total'),
    )
    .executeTakeFirst()

/** Keeps everybody out who would change something in the sandbox, until the transaction ends. */
export const lockTestClock = (trx: PracticeTrx) =>
  trx
    .selectFrom('testClocks')
    .where('practiceId', '=', trx.practiceId)
    .select(['standsAt', 'status', 'target', 'processed'])
    .forUpdate()
    .executeTakeFirst()

export async function insertTestClock(trx: PracticeTrx): Promise<void> {
  await trx
    .insertInto('testClocks')
    .values({ practiceId: trx.practiceId, standsAt: trx.now, target: trx.now })
    .execute()
}

export async function updateTestClock(trx: PracticeTrx, values: Updateable<TestClocks>): Promise<void> {
  await trx.updateTable('testClocks').set(values).where('practiceId', '=', trx.practiceId).execute()
}
