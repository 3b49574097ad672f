import { addDays, at, dayOf, daysBetween, firstOfMonth, weekdayOf } from '../../infra/time/calendar.ts'

export type Frequency = 'daily' | 'weekly' | 'fortnightly' | 'monthly' | 'quarterly'

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof weekdays)[number]

/** How often somebody gets a digest, and when by their own clock. Daily is Monday to Friday. */
export interface Terms {
  frequency: Frequency
  weekday: Weekday
  hour: number
  timeZone: string
}

/** One digest: the first day of its week, month …, its day on the recipient's calendar, and when it is due. */
export interface Slot {
  period: string
  fallsOn: string
  dueAt: Date
}

/** A Monday; fortnights are counted from it, for everybody alike. */
const firstMonday = '1970-01-05'

/** The first day of the period that a day is in. On a weekend the day is still Friday. */
export function periodOf(frequency: Frequency, day: string): string {
  switch (frequency) {
    case 'daily':
      return addDays(day, -Math.max(0, weekdayOf(day) - 5))
    case 'weekly':
      return addDays(day, 1 - weekdayOf(day))
    case 'fortnightly':
      return addDays(day, -modulo(daysBetween(firstMonday, day), 14))
    case 'monthly':
      return firstOfMonth(day)
    case 'quarterly':
      return firstOfMonth(day, -((Number(day.slice(5, 7)) - 1) % 3))
  }
}

/** The period after one, or `steps` after it; before it for fewer than none. */
function periodFrom(frequency: Frequency, period: string, steps: 1 | -1): string {
  switch (frequency) {
    case 'daily':
      return weekdayOf(period) === (steps > 0 ? 5 : 1) ? addDays(period, 3 * steps) : addDays(period, steps)
    case 'weekly':
      return addDays(period, 7 * steps)
    case 'fortnightly':
      return addDays(period, 14 * steps)
    case 'monthly':
      return firstOfMonth(period, steps)
    case 'quarterly':
      return firstOfMonth(period, 3 * steps)
  }
}

/** The digest of a period: on its first such weekday, at the hour. An hour that clocks skip is taken an hour later. */
function slotOf({ frequency, weekday, hour, timeZone }: Terms, period: string): Slot {
  const wanted = weekdays.indexOf(weekday) + 1
  const fallsOn = frequency === 'daily' ? period : addDays(period, modulo(wanted - weekdayOf(period), 7))
  return { period, fallsOn, dueAt: at(fallsOn, `${String(hour).padStart(2, '0')}:00`, timeZone) }
}

/**
 * The first digest after an instant, for somebody whose last one had the day `last`: never a second in one period, in
 * whatever zone or at whatever hour or frequency the last one came.
 */
export function nextSlot(terms: Terms, after: Date, last: string | null): Slot {
  const { frequency, timeZone } = terms
  const present = periodOf(frequency, dayOf(after, timeZone))
  const free = last === null ? present : periodFrom(frequency, periodOf(frequency, last), 1)
  let slot = slotOf(terms, free > present ? free : present)
  while (slot.dueAt <= after) slot = slotOf(terms, periodFrom(frequency, slot.period, 1))
  return slot
}

/** What is done with a digest that is due: it is sent, or not, and which is next. */
export interface Plan {
  send: Slot | null
  next: Slot
}

const lateAfterMs = 24 * 60 * 60_000

/**
 * Decides about a digest that is due. One that comes more than a day late, after an outage, comes once, for the newest
 * period alone, and within working hours; when the next one would be there by then, not at all.
 */
export function planDue(terms: Terms, due: Slot, now: Date): Plan {
  const following = (slot: Slot) => nextSlot(terms, now > slot.dueAt ? now : slot.dueAt, slot.fallsOn)
  if (now.getTime() - due.dueAt.getTime() <= lateAfterMs) return { send: due, next: following(due) }
  const newest = newestSlot(terms, due, now)
  const next = following(newest)
  const opens = workingMoment(now, terms.timeZone)
  if (opens >= next.dueAt) return { send: null, next }
  if (opens > now) return { send: null, next: { ...newest, dueAt: opens } }
  return { send: newest, next }
}

/** The last digest whose hour is past, `due` at the earliest. */
function newestSlot(terms: Terms, due: Slot, now: Date): Slot {
  const { frequency, timeZone } = terms
  let slot = slotOf(terms, periodOf(frequency, dayOf(now, timeZone)))
  while (slot.dueAt > now) slot = slotOf(terms, periodFrom(frequency, slot.period, -1))
  return slot.period > due.period ? slot : due
}

const [opensAt, closesAt] = ['08:00', '18:00']

/** The first instant from `from` on that is on a working day, between eight and six. */
function workingMoment(from: Date, timeZone: string): Date {
  for (let day = dayOf(from, timeZone); ; day = addDays(day, 1)) {
    if (weekdayOf(day) > 5 || from >= at(day, closesAt, timeZone)) continue
    const opens = at(day, opensAt, timeZone)
    return from > opens ? from : opens
  }
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by
