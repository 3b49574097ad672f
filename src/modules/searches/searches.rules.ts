import { type FieldError, invalid } from '../../errors.ts'
import { addDays, startOfDay } from '../../infra/time/calendar.ts'

/** The days of a search on the client's calendar, both inclusive; null while it is active. */
export interface SearchDays {
  startedOn: string
  endedOn: string | null
}

/**
 * Whether two searches share days, but for one day that the earlier may end on and the later begin on:
 * who gives up one search may begin another over lunch.
 */
export const overlap = (a: SearchDays, b: SearchDays): boolean => beginsBeforeEndOf(a, b) && beginsBeforeEndOf(b, a)

const beginsBeforeEndOf = (a: SearchDays, b: SearchDays) => b.endedOn === null || a.startedOn < b.endedOn

/** @throws 422 that names every day that lies in the future or before its beginning */
export function checkSearchDays({ startedOn, endedOn }: SearchDays, today: string): void {
  const errors: FieldError[] = []
  const future = `must not lie in the future; today is ${today} for the client`
  if (startedOn > today) errors.push({ pointer: '/startedOn', detail: future })
  if (endedOn !== null && endedOn > today) errors.push({ pointer: '/endedOn', detail: future })
  if (endedOn !== null && endedOn < startedOn) {
    errors.push({ pointer: '/endedOn', detail: `must not lie before the search began, on ${startedOn}` })
  }
  if (errors.length > 0) throw invalid('The days do not follow each other.', { errors })
}

/**
 * The instants that make up those days in the client's zone: `from` is in it, `until` no longer is.
 * A search that is active reaches to the end of today.
 */
export function spanOf(days: SearchDays, { timeZone, today }: { timeZone: string; today: string }) {
  return {
    from: startOfDay(days.startedOn, timeZone),
    until: startOfDay(addDays(days.endedOn ?? today, 1), timeZone),
  }
}
