import { type Selectable, sql } from 'kysely'
import type { Commitments } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Period } from './periods.repository.ts'

/** A period with which something is to be done, as far as that needs: thousands of rows are dear to read whole. */
export type DuePeriod = Pick<
  Period,
  | 'id' | 'clientId' | 'commitmentId' | 'endsOn' | 'endsAt' | 'targets' | 'days' | 'status' | 'result' | 'history' | 'judgedAt'
  | 'excusedBecause' | 'voidBecause' | 'dueBecause' | 'succeeded'
> // prettier-ignore

/** What the next period hangs on, as it is now. */
export type PresentCommitment = Pick<
  Selectable<Commitments>,
  'id' | 'clientId' | 'period' | 'weekStartsOn' | 'startsOn' | 'endsOn' | 'status' | 'targets'
> & { timeZone: string }

/** Holds what falls due first, as far as it has; all of one instant, and at most `limit`. */
export async function claimDuePeriods(trx: PracticeTrx, limit: number): Promise<DuePeriod[]> {
  const { rows } = await sql<DuePeriod>`
    select p.id, p.client_id, p.commitment_id, p.ends_on, p.ends_at, p.targets, p.days, p.status, p.result, p.history,
           p.judged_at, p.excused_because, p.void_because, p.due_because, p.succeeded
      from periods p
     where p.practice_id = ${trx.practiceId}
       and p.due_at = (select min(due_at) from periods where practice_id = ${trx.practiceId} and due_at <= ${trx.now})
     order by p.id limit ${sql.lit(limit)}
       for update`.execute(trx)
  return rows
}

/**
 * Commitments and where their clients are, as of now: to be asked once the periods are held, for who changes one of these
 * holds the running period afterwards, and then sees what was begun meanwhile.
 */
export async function readPresentCommitments(trx: PracticeTrx, ids: string[]): Promise<Map<string, PresentCommitment>> {
  const { rows } = await sql<PresentCommitment>`
    select c.id, c.client_id, c.period, c.week_starts_on, c.starts_on, c.ends_on, c.status, c.targets, cl.time_zone
      from commitments c
      join clients cl on cl.practice_id = c.practice_id and cl.id = c.client_id
     where c.practice_id = ${trx.practiceId} and c.id = any(${ids}::uuid[])`.execute(trx)
  return new Map(rows.map((row) => [row.id, row]))
}

/** When something falls due next in the practice. */
export async function findNextDue(trx: PracticeTrx): Promise<Date | undefined> {
  const row = await trx
    .selectFrom('periods')
    .select('dueAt')
    .where('practiceId', '=', trx.practiceId)
    .where('dueAt', 'is not', null)
    .orderBy('dueAt')
    .limit(sql.lit(1))
    .executeTakeFirst()
  return row?.dueAt ?? undefined
}

/** Those have their next period, or need none: they are judged when their grace is over. */
export async function markSucceeded(trx: PracticeTrx, ids: string[]): Promise<void> {
  await sql`
    update periods set succeeded = true, due_at = judge_at, updated_at = ${trx.now}
     where practice_id = ${trx.practiceId} and id = any(${ids}::uuid[])`.execute(trx)
}

/** Ends commitments whose last period is over. */
export async function endCommitments(trx: PracticeTrx, ids: string[]): Promise<void> {
  await sql`
    update commitments set status = 'ended', ended_because = 'end_date', ended_at = ${trx.now}, updated_at = ${trx.now}
     where practice_id = ${trx.practiceId} and id = any(${ids}::uuid[])`.execute(trx)
}

export interface GivenVerdict extends Pick<Period, 'id' | 'status' | 'result' | 'history'> {
  judgedAt: Date
}

/** Writes verdicts, in one statement however many. */
export async function writeVerdicts(trx: PracticeTrx, verdicts: GivenVerdict[]): Promise<void> {
  await sql`
    update periods p
       set status = v.status, result = v.result, history = v.history, judged_at = v."judgedAt", due_at = null,
           due_because = null, updated_at = ${trx.now}
      from json_to_recordset(${JSON.stringify(verdicts)})
        as v(id uuid, status text, result jsonb, history jsonb, "judgedAt" timestamptz)
     where p.practice_id = ${trx.practiceId} and p.id = v.id`.execute(trx)
}

/**
 * Asks for another verdict on what is judged and not closed, where this may change it. Returns whether there is any, and
 * whether the client is suspended: what they log may make up for what they owe.
 */
export async function askForVerdicts(
  trx: PracticeTrx,
  clientId: string,
  { from, because }: { from: Date; because: NonNullable<Period['dueBecause']> },
): Promise<{ any: boolean; isSuspended: boolean }> {
  const { rows } = await sql<{ any: boolean; isSuspended: boolean }>`
    with again as (
      update periods set due_at = ${trx.now}, due_because = ${because}
       where practice_id = ${trx.practiceId} and client_id = ${clientId} and ends_at > ${from}
         and closes_at > ${trx.now} and judged_at is not null and void_because is null
      returning id)
    select exists (select from again) as any, status = 'suspended' as is_suspended
      from clients where practice_id = ${trx.practiceId} and id = ${clientId}`.execute(trx)
  return rows[0] ?? { any: false, isSuspended: false }
}
