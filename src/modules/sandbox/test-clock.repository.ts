import { type Selectable, sql, type Updateable } from 'kysely'
import type { Agenda, TestClocks } from '../../infra/db/database.ts'
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
    .select(['standsAt', 'status'])
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

/** The clock after a turn, with what that took off the agenda, if anything was due. */
export type Turn = {
  standsAt: Date
  status: TestClock['status']
  target: Date
  /** Work waits that belongs to this instant. */
  isBusy: boolean
} & (Pick<Selectable<Agenda>, 'kind' | 'subjectId' | 'period' | 'clientId' | 'dueAt'> | { kind: null })

/**
 * Takes what is due first off the agenda and moves the clock there: while it advances as far as its target, unless work
 * waits in the outbox besides that which `besides` names; else what is due where it stands. One statement, since a year
 * has thousands of turns.
 */
export async function nextTurn(trx: PracticeTrx, { besides }: { besides: string }): Promise<Turn | undefined> {
  const { rows } = await sql<Turn>`
    with clock as (
      select stands_at, status, target,
             case status when 'advancing' then target else stands_at end as until,
             status = 'advancing' and exists (
               select from outbox
                where practice_id = ${trx.practiceId} and job <> ${besides} and parked_at is null) as is_busy
        from test_clocks where practice_id = ${trx.practiceId}),
    entry as (
      delete from agenda
       where practice_id = ${trx.practiceId}
         and id = (select id from agenda
                    where practice_id = ${trx.practiceId} and due_at <= (select until from clock where not is_busy)
                    order by due_at, id limit 1)
      returning kind, subject_id, period, client_id, due_at),
    moved as (
      update test_clocks
         -- What should have been done earlier is done now.
         set stands_at = greatest(stands_at, entry.due_at), processed = processed + 1
        from entry where practice_id = ${trx.practiceId}
      returning stands_at)
    select coalesce(moved.stands_at, clock.stands_at) as stands_at, status, target, is_busy, entry.*
      from clock left join entry on true left join moved on true`.execute(trx)
  return rows[0]
}
