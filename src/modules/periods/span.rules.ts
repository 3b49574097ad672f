import {
  addDays,
  dayLater,
  dayOf,
  daysBetween,
  firstOfMonth,
  startOfDay,
  weekdayOf,
} from '../../infra/time/calendar.ts'
import type { Commitments } from '../../infra/db/database.ts'

/*
 * Where periods begin and end. Days are the client's; an end is exclusive where it is called `until`.
 */

export type PeriodKind = Commitments['period']
export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'

/** How a commitment divides time. */
export interface Rhythm {
  period: PeriodKind
  weekStartsOn: Weekday
  /** Its first day: fortnights are counted from the week that this is in. */
  startsOn: string
  /** Its last day, if it has one. */
  endsOn: string | null
}

/** One period on the calendar and in time. */
export interface Span {
  startsOn: string
  endsOn: string
  /** Its last day as the commitment has it; `endsOn` is later where a move between zones makes it so. */
  plannedEndsOn: string
  startsAt: Date
  /** The first instant that is not in it any more. */
  endsAt: Date
  /** How many of its own days there are, and of a whole period's. */
  days: number
  wholeDays: number
}

const weekdays: Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/** The whole period of this kind that a day lies in. */
export function wholePeriod(day: string, { period, weekStartsOn, startsOn, endsOn }: Rhythm) {
  const weekOf = (one: string) => addDays(one, -((weekdayOf(one) - 1 - weekdays.indexOf(weekStartsOn) + 7) % 7))
  if (period === 'day') return { from: day, until: addDays(day, 1) }
  if (period === 'week') return { from: weekOf(day), until: addDays(weekOf(day), 7) }
  if (period === 'month') return { from: firstOfMonth(day), until: firstOfMonth(day, 1) }
  if (period === 'once') return { from: startsOn, until: addDays(endsOn ?? day, 1) }
  const anchor = weekOf(startsOn)
  const from = addDays(anchor, Math.floor(daysBetween(anchor, day) / 14) * 14)
  return { from, until: addDays(from, 14) }
}

/**
 * The period that begins on a day, at an instant that is midnight there or, after a move, was midnight elsewhere.
 *
 * @param timeZone where the client is now: the period ends at a midnight there
 * @returns undefined when the commitment has ended before that day
 */
export function spanFrom(startsOn: string, startsAt: Date, timeZone: string, rhythm: Rhythm): Span | undefined {
  if (rhythm.endsOn !== null && startsOn > rhythm.endsOn) return undefined
  // A zone may leave a day out of its calendar: nobody is asked anything on it.
  if (rhythm.period === 'day' && !isDay(startsOn, timeZone)) {
    return spanFrom(addDays(startsOn, 1), startsAt, timeZone, rhythm)
  }
  const whole = wholePeriod(startsOn, rhythm)
  const afterEnd = rhythm.endsOn === null ? undefined : addDays(rhythm.endsOn, 1)
  const until = afterEnd !== undefined && afterEnd < whole.until ? afterEnd : whole.until
  return {
    startsOn,
    startsAt,
    plannedEndsOn: addDays(until, -1),
    ...endOf({ startsAt, until }, timeZone),
    days: daysBetween(startsOn, until),
    wholeDays: daysBetween(whole.from, whole.until),
  }
}

const isDay = (day: string, timeZone: string): boolean =>
  startOfDay(day, timeZone) < startOfDay(addDays(day, 1), timeZone)

/** The period that begins on a day at the midnight of the zone. */
export const spanOn = (startsOn: string, timeZone: string, rhythm: Rhythm): Span | undefined =>
  spanFrom(startsOn, startOfDay(startsOn, timeZone), timeZone, rhythm)

/**
 * Where a period ends that should end before the day `until`: at that midnight of the zone. Whoever has moved gets a
 * day at least: a period that began at another zone's midnight ends no earlier than the same hour of the next day.
 */
export function endOf({ startsAt, until }: { startsAt: Date; until: string }, timeZone: string) {
  const isMidnight = startOfDay(dayOf(startsAt, timeZone), timeZone).getTime() === startsAt.getTime()
  const earliest = isMidnight ? startsAt : dayLater(startsAt, timeZone)
  let end = until
  while (startOfDay(end, timeZone) < earliest || startOfDay(end, timeZone) <= startsAt) end = addDays(end, 1)
  return { endsOn: addDays(end, -1), endsAt: startOfDay(end, timeZone) }
}

/** As `spanFrom`, for many: a practice's clients share few zones and beginnings, and calendars are slow to ask. */
export function spansOnce(): typeof spanFrom {
  const known = new Map<string, Span | undefined>()
  return (startsOn, startsAt, timeZone, rhythm) => {
    const { period, weekStartsOn, endsOn } = rhythm
    const anchor = period === 'fortnight' || period === 'once' ? rhythm.startsOn : ''
    const key = [startsOn, startsAt.getTime(), timeZone, period, weekStartsOn, anchor, endsOn ?? ''].join(' ')
    if (!known.has(key)) known.set(key, spanFrom(startsOn, startsAt, timeZone, rhythm))
    return known.get(key)
  }
}
