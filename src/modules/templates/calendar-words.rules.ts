import { Temporal } from 'temporal-polyfill'

const NUMBERS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]

/** "seven months", "one week", "15 minutes". `unit` in the singular. */
export function counted(count: number, unit: string): string {
  return `${NUMBERS[count] ?? count} ${unit}${count === 1 ? '' : 's'}`
}

/** A stretch of time as one says it: "five days", "six weeks", "three months", "two years". */
export function spanInWords(days: number): string {
  const months = Math.round(days / 30.44)
  if (days < 21 || (days < 28 && days % 7 !== 0))
    return days > 0 && days % 7 === 0 ? counted(days / 7, 'week') : counted(days, 'day')
  if (days < 28 || (days > 31 && days < 56)) return counted(Math.round(days / 7), 'week')
  if (months < 12) return counted(months, 'month')
  return months < 24 ? (months < 14 ? 'a year' : counted(months, 'month')) : counted(Math.floor(months / 12), 'year')
}

/** "every week", "every three months": what a stretch is as a rhythm. */
export const rhythmInWords = (days: number): string => `every ${spanInWords(days).replace(/^(?:one|a) /, '')}`

/** How long a link lives: "ten minutes", "an hour", "24 hours", "seven days". Rounded down, never up. */
export function validFor(minutes: number): string {
  if (minutes < 60) return counted(Math.max(1, Math.floor(minutes)), 'minute')
  if (minutes < 120) return 'an hour'
  if (minutes < 2 * 24 * 60) return counted(Math.floor(minutes / 60), 'hour')
  return counted(Math.floor(minutes / (24 * 60)), 'day')
}

/** A local date `YYYY-MM-DD`, or undefined when it is none. */
export function readDate(date: string | null | undefined): Temporal.PlainDate | undefined {
  if (!date || !/^\d{4}-\d\d-\d\d$/.test(date)) return undefined
  try {
    return Temporal.PlainDate.from(date, { overflow: 'reject' })
  } catch {
    return undefined
  }
}

/**
 * "Monday, January 4" as somebody would write it on the day `writtenOn`: with the weekday while it is near, with the
 * year once it is more than half a year away. `locale` chooses among the ways of `language`; another falls back to it.
 */
export function dayInWords(
  date: Temporal.PlainDate,
  { writtenOn, locale, language }: { writtenOn: Temporal.PlainDate; locale: string; language: string },
): string {
  const far = Math.abs(writtenOn.until(date, { largestUnit: 'day' }).days) > 183
  return date.toLocaleString(ofLanguage(locale, language), {
    day: 'numeric',
    month: 'long',
    ...(far ? { year: 'numeric' } : { weekday: 'long' }),
  })
}

/** "Tuesday, January 20, at 12:00": an instant by the clocks of a zone. */
export function momentInWords(at: Date, timeZone: string): string {
  const moment = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  const day = moment.toPlainDate().toLocaleString('en', { weekday: 'long', month: 'long', day: 'numeric' })
  return `${day}, at ${moment.toPlainTime().toString({ smallestUnit: 'minute' })}`
}

/** "March", "March 2025" once that is a year ago; undefined while the month is not over: nobody writes "in March" in March. */
export function monthInWords(date: Temporal.PlainDate, writtenOn: Temporal.PlainDate): string | undefined {
  const months = date.toPlainYearMonth().until(writtenOn.toPlainYearMonth(), { largestUnit: 'month' }).months
  if (months < 1) return undefined
  return months < 11 ? monthName(date) : `${monthName(date)} ${date.year}`
}

export function monthName(date: Temporal.PlainDate): string {
  return date.toLocaleString('en', { month: 'long' })
}

function ofLanguage(locale: string, language: string): string {
  return /^[a-z]{2,3}-[A-Z]{2}$/.test(locale) && locale.startsWith(`${language}-`) ? locale : language
}
