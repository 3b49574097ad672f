import { addDays, at, dayOf } from '../../infra/time/calendar.ts'
import { type DaysOff, isOff } from '../periods/asking.rules.ts'
import { mondayOf } from './weeks.rules.ts'

/*
 * When somebody may be written to about what they did not do: by day, once a day, twice a week.
 */

const [opens, closes] = ['08:00', '19:00']
const mostInAWeek = 2

/**
 * The first instant from `from` on at which a mail may go out: between eight and seven where its reader lives, on a day
 * without another, in a week (from Monday) with at most one other.
 *
 * @param sentAt when the others went out
 * @param daysOff on which nobody is written to
 */
export function nextSlot(
  from: Date,
  { timeZone, sentAt, daysOff = [] }: { timeZone: string; sentAt: readonly Date[]; daysOff?: readonly DaysOff[] },
): Date {
  const days = sentAt.map((instant) => dayOf(instant, timeZone))
  for (let day = dayOf(from, timeZone); ; day = addDays(day, 1)) {
    const [start, end] = [at(day, opens, timeZone), at(day, closes, timeZone)]
    if (from >= end || days.includes(day) || isOff(day, daysOff)) continue
    if (days.filter((other) => mondayOf(other) === mondayOf(day)).length >= mostInAWeek) continue
    return from > start ? from : start
  }
}

/** Whether a mail may still leave for which an instant was the slot: on its own day, before that is over for mail. */
export const isStillItsSlot = (slot: Date, now: Date, timeZone: string): boolean => {
  const day = dayOf(now, timeZone)
  return day === dayOf(slot, timeZone) && at(day, opens, timeZone) <= now && now < at(day, closes, timeZone)
}
