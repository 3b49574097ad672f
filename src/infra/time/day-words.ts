import { Temporal } from 'temporal-polyfill'

/** "Monday, March 2": a day as people say it; with the year where it may be mistaken, which is half a year away from `today`. */
export function dayInWords(day: string, today: string): string {
  const date = Temporal.PlainDate.from(day)
  const isFar = Math.abs(Temporal.PlainDate.from(today).until(date, { largestUnit: 'day' }).days) > 183
  return date.toLocaleString('en', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(isFar && { year: 'numeric' }),
  })
}

/** "Monday, March 2 to Sunday, March 8", or one day where they are the same. */
export const daysInWords = (from: string, until: string, today: string): string =>
  from === until ? dayInWords(from, today) : `${dayInWords(from, today)} to ${dayInWords(until, today)}`
