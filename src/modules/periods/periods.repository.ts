import { sql, type Updateable } from 'kysely'
import type { Periods } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** A period as everybody outside this room sees one. */
export type Period = NonNullable<Awaited<ReturnType<typeof findPeriod>>>

const newestFirst: Order = {
  keys: [
    { expression: sql`periods.starts_at`, type: 'timestamptz' },
    { expression: sql`periods.id`, type: 'uuid' },
  ],
  descending: true,
}

const dispute = sql<{
  id: string
  status: 'open' | 'upheld' | 'rejected'
  reason: string
  decidedBecause: string | null
} | null>`(
  select json_build_object('id', d.id, 'status', d.status, 'reason', d.reason, 'decidedBecause', d.decided_because)
    from disputes d
   where d.practice_id = periods.practice_id and d.client_id = periods.client_id and d.period_id = periods.id)`

const selectPeriods = (trx: PracticeTrx) =>
  trx.selectFrom('periods').selectAll().select(dispute.as('dispute')).where('periods.practiceId', '=', trx.practiceId)

export const findPeriod = (trx: PracticeTrx, id: string) => selectPeriods(trx).where('id', '=', id).executeTakeFirst()

export const listPeriods = (
  trx: PracticeTrx,
  { clientId, commitmentId, status }: { clientId: string; commitmentId: string; status?: Period['status'] | undefined },
  page: PageRequest,
): Promise<KeysetPage<Period>> => {
  const query = selectPeriods(trx).where('clientId', '=', clientId).where('commitmentId', '=', commitmentId)
  return readPage(status ? query.where('status', '=', status) : query, newestFirst, page)
}

/** The period that is running, else the next to begin, else the last that ended. */
export const findCurrentPeriod = (
  trx: PracticeTrx,
  { clientId, commitmentId }: { clientId: string; commitmentId: string },
) =>
  selectPeriods(trx)
    .where('clientId', '=', clientId)
    .where('commitmentId', '=', commitmentId)
    .where('status', '<>', 'void')
    .orderBy(sql`ends_at > ${trx.now}`, 'desc')
    .orderBy(sql`case when ends_at > ${trx.now} then starts_at end`)
    .orderBy('startsAt', 'desc')
    .limit(1)
    .executeTakeFirst()

/**
 * The periods of a client, or of some commitments, that run or are about to, held until the transaction ends: nothing
 * follows them meanwhile. To be asked after the commitment or the client was changed.
 */
export async function holdRunningPeriods(
  trx: PracticeTrx,
  { clientId, commitmentIds }: { clientId: string; commitmentIds?: string[] },
): Promise<Period[]> {
  const running = trx
    .selectFrom('periods')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('judgedAt', 'is', null)
    .where('succeeded', '=', false)
    .orderBy('id')
    .forUpdate()
  await (commitmentIds ? running.where('commitmentId', 'in', commitmentIds) : running).execute()
  // Asked again: what was begun while this waited is there now.
  const held = selectPeriods(trx)
    .where('clientId', '=', clientId)
    .where('judgedAt', 'is', null)
    .where('succeeded', '=', false)
    .orderBy('startsAt')
  return (commitmentIds ? held.where('commitmentId', 'in', commitmentIds) : held).execute()
}

/** As `holdRunningPeriods`: every period of a client whose verdict may still change. */
export async function holdUnclosedPeriods(trx: PracticeTrx, clientId: string): Promise<Period[]> {
  await trx
    .selectFrom('periods')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('closesAt', '>', trx.now)
    .orderBy('id')
    .forUpdate()
    .execute()
  return selectPeriods(trx)
    .where('clientId', '=', clientId)
    .where('closesAt', '>', trx.now)
    .where('voidBecause', 'is', null)
    .orderBy('startsAt')
    .execute()
}

/** The clients of whom a verdict may still change. */
export async function listClientsUnclosed(trx: PracticeTrx): Promise<string[]> {
  const rows = await trx
    .selectFrom('periods')
    .select('clientId')
    .distinct()
    .where('practiceId', '=', trx.practiceId)
    .where('closesAt', '>', trx.now)
    .where('voidBecause', 'is', null)
    .execute()
  return rows.map(({ clientId }) => clientId)
}

export async function lockPeriod(trx: PracticeTrx, id: string): Promise<void> {
  await trx
    .selectFrom('periods')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .forUpdate()
    .execute()
}

export async function updatePeriod(trx: PracticeTrx, id: string, values: Updateable<Periods>): Promise<void> {
  await trx
    .updateTable('periods')
    .set({ ...values, updatedAt: trx.now })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .execute()
}

/** What begins a period; the rest follows. */
export type NewPeriod = Pick<
  Period,
  | 'clientId' | 'commitmentId' | 'period' | 'weekStartsOn' | 'startsAt' | 'endsAt' | 'timeZone' | 'startsOn' | 'endsOn' | 'plannedEndsOn'
  | 'targets' | 'days' | 'wholeDays' | 'judgeAt' | 'closesAt'
> // prettier-ignore

/** Begins periods, in one statement however many; those that have begun are left out. */
export async function insertPeriods(
  trx: PracticeTrx,
  periods: NewPeriod[],
): Promise<{ id: string; clientId: string; commitmentId: string; startsOn: string; endsOn: string }[]> {
  const { rows } = await sql<{ id: string; clientId: string; commitmentId: string; startsOn: string; endsOn: string }>`
    insert into periods (practice_id, client_id, commitment_id, period, week_starts_on, starts_at, ends_at, time_zone,
                         starts_on, ends_on, planned_ends_on, targets, days, whole_days, judge_at, closes_at, due_at, created_at, updated_at)
    select ${trx.practiceId}, "clientId", "commitmentId", period, "weekStartsOn", "startsAt", "endsAt", "timeZone", "startsOn", "endsOn",
           "plannedEndsOn", targets, days, "wholeDays", "judgeAt", "closesAt", "endsAt", ${trx.now}, ${trx.now}
      from json_to_recordset(${JSON.stringify(periods)})
        as p("clientId" uuid, "commitmentId" uuid, period text, "weekStartsOn" text, "startsAt" timestamptz,
             "endsAt" timestamptz, "timeZone" text, "startsOn" date, "endsOn" date, "plannedEndsOn" date, targets jsonb, days int,
             "wholeDays" int, "judgeAt" timestamptz, "closesAt" timestamptz)
        on conflict (practice_id, commitment_id, starts_at) do nothing
    returning id, client_id, commitment_id, starts_on, ends_on`.execute(trx)
  return rows
}

/** Days off of these clients that end on a day or later. */
export const listDaysOff = (trx: PracticeTrx, clientIds: string[], from: string) =>
  trx
    .selectFrom('breaks')
    .select(['clientId', 'startsOn', 'endsOn'])
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', sql<string>`any(${clientIds}::uuid[])`)
    .where('endsOn', '>=', from)
    .execute()

/** Takes up a period again that was void, as it begins. Returns whether there is one. */
export async function reviveVoidPeriod(trx: PracticeTrx, period: NewPeriod): Promise<boolean> {
  const { clientId, commitmentId, startsAt, targets, ...values } = period
  const { numUpdatedRows } = await trx
    .updateTable('periods')
    .set({
      ...values,
      targets: JSON.stringify(targets),
      status: 'open',
      voidBecause: null,
      judgedAt: null,
      succeeded: false,
      dueAt: period.endsAt,
      updatedAt: trx.now,
    })
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('commitmentId', '=', commitmentId)
    .where('startsAt', '=', startsAt)
    .where('status', '=', 'void')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
