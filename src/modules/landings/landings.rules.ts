import { invalid, type FieldError } from '../../errors.ts'

export interface LandingDates {
  landedOn: string
  startsOn: string
  holdUntil?: string | null
}

/**
 * Days are those of the client's calendar, YYYY-MM-DD.
 *
 * @throws 422 that names every day that is out of order
 */
export function checkLandingDates(
  dates: LandingDates,
  { searchStartedOn, today }: { searchStartedOn: string; today: string },
): void {
  const errors: FieldError[] = []
  if (dates.landedOn > today)
    errors.push({ pointer: '/landedOn', detail: `must not lie in the future; today is ${today}` })
  if (dates.landedOn < searchStartedOn) {
    errors.push({ pointer: '/landedOn', detail: `must not lie before the search began, on ${searchStartedOn}` })
  }
  if (dates.startsOn < dates.landedOn) errors.push({ pointer: '/startsOn', detail: 'must not lie before landedOn' })
  if (dates.holdUntil && dates.holdUntil < dates.landedOn) {
    errors.push({ pointer: '/holdUntil', detail: 'must not lie before landedOn' })
  }
  if (errors.length > 0) throw invalid('The days do not follow each other.', { errors })
}
