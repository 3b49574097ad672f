import { Temporal } from 'temporal-polyfill'
import { counted, monthName } from './calendar-words.rules.ts'

/** The same stretch of time said twice: `for` "seven months", `since` "March". */
export interface HelpedFor {
  for: string
  since: string
}

/**
 * How long somebody has helped, in words: from their first interaction in this search (an ISO 8601 instant, whose day
 * is taken in the client's IANA `zone`) to the landing (a local date). Undefined under two weeks: nobody would say it.
 */
export function howLong(fromInstant: string, toDate: string, zone: string): HelpedFor | undefined {
  const from = Temporal.Instant.from(fromInstant).toZonedDateTimeISO(zone).toPlainDate()
  const to = Temporal.PlainDate.from(toDate)
  if (from.until(to).days < 14) return undefined
  return { for: stretch(from, to), since: beginning(from, to) }
}

function stretch(from: Temporal.PlainDate, to: Temporal.PlainDate): string {
  const days = from.until(to).days
  if (days < 60) return counted(Math.floor(days / 7), 'week')
  const { years, months, days: rest } = from.until(to, { largestUnit: 'year' })
  if (years === 0) return months === 11 && rest >= 20 ? 'nearly a year' : roughly(months, 'month', rest / 30)
  if (years === 1 && months >= 5 && months <= 7) return 'a year and a half'
  return roughly(years, 'year', months / 12)
}

/** People round: seven months and three days are seven months, and 25 days more are nearly eight. */
function roughly(count: number, unit: string, rest: number): string {
  if (rest >= 0.66) return `nearly ${counted(count + 1, unit)}`
  const whole = count === 1 ? `a ${unit}` : counted(count, unit)
  return rest >= 0.25 ? `over ${whole}` : whole
}

function beginning(from: Temporal.PlainDate, to: Temporal.PlainDate): string {
  const month = monthName(from)
  const monthsApart = from.toPlainYearMonth().until(to.toPlainYearMonth(), { largestUnit: 'month' }).months
  if (monthsApart >= 11) return `${month} ${from.year}`
  if (monthsApart > 0) return month
  return from.day <= 10 ? `early ${month}` : `mid-${month}`
}
