import { notFound } from '../../errors.ts'
import type { PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addDays, startOfDay } from '../../infra/time/calendar.ts'
import { askFor, type DaysOff } from './asking.rules.ts'
import { putDueOnAgenda, tellOfLedgers } from './due.service.ts'
import { judgingTerms } from './judging-terms.service.ts'
import {
  findPeriod,
  holdRunningPeriods,
  insertPeriods,
  listDaysOff,
  listPeriods,
  lockPeriod,
  type Period,
  reviveVoidPeriod,
  updatePeriod,
} from './periods.repository.ts'
import { askAgain, deadlines, planPeriod, type PlannedCommitment } from './planning.rules.ts'
import { endOf, spanOn, wholePeriod } from './span.rules.ts'

/*
 * What requests do to the periods of a commitment. The client is held by the caller, the change itself is written first.
 */

/** A period that the caller may see. @throws 404 */
export async function getPeriod(trx: PracticeTrx, id: string): Promise<Period> {
  const period = await findPeriod(trx, id)
  if (!period) throw notFound()
  return period
}

/** As `getPeriod`, held until the transaction ends. */
export async function getPeriodLocked(trx: PracticeTrx, id: string): Promise<Period> {
  await lockPeriod(trx, id)
  return getPeriod(trx, id)
}

/** A period as answers show it: saying whether it asks only a share, and whether its verdict may still change. */
export const shown = (trx: PracticeTrx, period: Period) => ({
  ...period,
  proRated: period.days !== period.wholeDays,
  closed: period.closesAt <= trx.now,
})

/** The periods of a commitment, newest first. */
export async function listPeriodsOf(
  trx: PracticeTrx,
  commitment: { id: string; clientId: string },
  query: { status?: Period['status'] | undefined },
  page: PageRequest,
) {
  const { data, next } = await listPeriods(
    trx,
    { clientId: commitment.clientId, commitmentId: commitment.id, ...query },
    page,
  )
  return { data: data.map((period) => shown(trx, period)), next }
}

/** Begins the first period, on a day of the client's, or takes up the one that was void since that day. */
export async function beginPeriods(
  trx: PracticeTrx,
  commitment: PlannedCommitment,
  { from, timeZone }: { from: string; timeZone: string },
): Promise<void> {
  const span = spanOn(from, timeZone, commitment)
  if (!span) return
  const windows = await judgingTerms(trx)
  const daysOff = await daysOffOf(trx, commitment.clientId, from)
  const period = planPeriod(commitment, span, { timeZone, daysOff, windows })
  const begun = await insertPeriods(trx, [period])
  if (begun.length === 0) await reviveVoidPeriod(trx, period)
  await putDueOnAgenda(trx, [period.endsAt])
  await tellOfLedgers(trx, [commitment.clientId])
}

/** Judges nothing of what still runs; what has ended keeps its verdict, or gets it. */
export async function voidRunningPeriods(
  trx: PracticeTrx,
  of: { clientId: string; commitmentIds: string[] },
  because: string,
): Promise<void> {
  if (of.commitmentIds.length === 0) return
  for (const period of await holdRunningPeriods(trx, of)) {
    if (period.endsAt > trx.now) await makeVoid(trx, period, because)
  }
  await tellOfLedgers(trx, [of.clientId])
}

/** After the client has moved: what runs ends at a midnight there, what has not begun begins at one too. */
export async function moveRunningPeriods(trx: PracticeTrx, clientId: string, timeZone: string): Promise<void> {
  for (const period of await holdRunningPeriods(trx, { clientId })) {
    if (period.endsAt <= trx.now || period.timeZone === timeZone) continue
    const startsAt = period.startsAt > trx.now ? startOfDay(period.startsOn, timeZone) : period.startsAt
    await endOn(trx, { ...period, startsAt }, { until: addDays(period.plannedEndsOn, 1), timeZone })
  }
  await tellOfLedgers(trx, [clientId])
}

/** After the last day of a commitment was set, moved or taken away: what runs ends on it, or goes on. */
export async function endRunningPeriodsOn(trx: PracticeTrx, commitment: PlannedCommitment): Promise<void> {
  const { id, clientId, endsOn } = commitment
  for (const period of await holdRunningPeriods(trx, { clientId, commitmentIds: [id] })) {
    const { period: kind, weekStartsOn } = period
    const whole = wholePeriod(period.startsOn, { ...commitment, period: kind, weekStartsOn })
    const until = endsOn !== null && endsOn < whole.until ? addDays(endsOn, 1) : whole.until
    if (until <= period.startsOn) await makeVoid(trx, period, 'The commitment ended before it began.')
    else await endOn(trx, period, { until, timeZone: period.timeZone })
  }
  await tellOfLedgers(trx, [clientId])
}

/** Asks for something else at once; else the next period is the first that does. */
export async function askOfRunningPeriods(
  trx: PracticeTrx,
  { id, clientId, targets }: Pick<PlannedCommitment, 'id' | 'clientId' | 'targets'>,
): Promise<void> {
  for (const period of await holdRunningPeriods(trx, { clientId, commitmentIds: [id] })) {
    if (period.endsAt <= trx.now) continue
    await updatePeriod(trx, period.id, { targets: JSON.stringify(askFor(targets, period)) })
  }
  await tellOfLedgers(trx, [clientId])
}

/** On which days nothing is expected of a client, from a day on: their breaks and everybody's holidays. */
export async function daysOffOf(trx: PracticeTrx, clientId: string, from: string): Promise<DaysOff[]> {
  const { holidays } = await judgingTerms(trx)
  const breaks = await listDaysOff(trx, [clientId], from)
  return [...holidays.map((day) => ({ startsOn: day, endsOn: day })), ...breaks]
}

const makeVoid = (trx: PracticeTrx, { id }: Period, because: string): Promise<void> =>
  updatePeriod(trx, id, { status: 'void', voidBecause: because, judgedAt: trx.now, dueAt: null, result: null })

async function endOn(
  trx: PracticeTrx,
  period: Period,
  { until, timeZone }: { until: string; timeZone: string },
): Promise<void> {
  const { endsOn, endsAt } = endOf({ startsAt: period.startsAt, until }, timeZone)
  const plannedEndsOn = addDays(until, -1)
  const daysOff = await daysOffOf(trx, period.clientId, period.startsOn)
  const { days, targets } = askAgain({ ...period, endsOn, plannedEndsOn }, daysOff)
  await updatePeriod(trx, period.id, {
    startsAt: period.startsAt,
    endsAt,
    endsOn,
    plannedEndsOn,
    timeZone,
    days,
    targets: JSON.stringify(targets),
    dueAt: endsAt,
    ...deadlines({ endsAt, endsOn, timeZone }, await judgingTerms(trx)),
  })
  await putDueOnAgenda(trx, [endsAt])
}
