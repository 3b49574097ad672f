import { addDays, addMilliseconds, daysBetween, startOfDay } from '../../infra/time/calendar.ts'
import { askFor, type DaysOff, daysAsked, type Target } from './asking.rules.ts'
import type { NewPeriod, Period } from './periods.repository.ts'
import type { Rhythm, Span } from './span.rules.ts'

const hourMs = 60 * 60_000

/** How long after the end of a period it is judged, and how long the verdict may still change. */
export interface Windows {
  graceHours: number
  lateWindowDays: number
}

/** What a commitment says of its periods. */
export interface PlannedCommitment extends Rhythm {
  id: string
  clientId: string
  targets: Target[]
}

/** A period of a commitment as it begins. */
export function planPeriod(
  commitment: PlannedCommitment,
  span: Span,
  { timeZone, daysOff, windows }: { timeZone: string; daysOff: DaysOff[]; windows: Windows },
): NewPeriod {
  const { startsOn, endsOn, plannedEndsOn, startsAt, endsAt, wholeDays } = span
  const days = daysAsked(span, daysOff)
  return {
    clientId: commitment.clientId,
    commitmentId: commitment.id,
    period: commitment.period,
    weekStartsOn: commitment.weekStartsOn,
    startsOn,
    endsOn,
    plannedEndsOn,
    startsAt,
    endsAt,
    timeZone,
    targets: askFor(commitment.targets, { days, wholeDays }),
    days,
    wholeDays,
    ...deadlines({ endsAt, endsOn, timeZone }, windows),
  }
}

/** When a period that ends then is judged, and at which midnight of its zone nothing changes its verdict any more. */
export function deadlines(
  { endsAt, endsOn, timeZone }: Pick<Period, 'endsAt' | 'endsOn' | 'timeZone'>,
  { graceHours, lateWindowDays }: Windows,
) {
  const judgeAt = addMilliseconds(endsAt, graceHours * hourMs)
  const closesAt = startOfDay(addDays(endsOn, 1 + lateWindowDays), timeZone)
  return { judgeAt, closesAt: closesAt > judgeAt ? closesAt : judgeAt }
}

/** The days a period asks something on once the days off are these. */
export function askAgain(
  {
    startsOn,
    endsOn,
    plannedEndsOn,
    wholeDays,
    targets,
  }: Pick<Period, 'startsOn' | 'endsOn' | 'plannedEndsOn' | 'wholeDays' | 'targets'>,
  daysOff: DaysOff[],
) {
  const days = daysAsked({ startsOn, endsOn, days: daysBetween(startsOn, plannedEndsOn) + 1 }, daysOff)
  return { days, targets: askFor(targets, { days, wholeDays }) }
}
