import { Temporal } from 'temporal-polyfill'

/*
 * Calendar arithmetic in one place: instants are Dates, days are YYYY-MM-DD, zones are IANA names.
 */

/** The calendar day that an instant falls on in a zone. */
export const dayOf = (at: Date, timeZone: string): string => zoned(at, timeZone).toPlainDate().toString()

/** The first instant of a day in a zone (not always midnight: some days begin at one o'clock). */
export const startOfDay = (day: string, timeZone: string): Date =>
  new Date(Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds)

/** A wall-clock time of a day in a zone; a time skipped by a clock change is taken an hour later. */
export const at = (day: string, time: string, timeZone: string): Date =>
  new Date(
    Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) })
      .epochMilliseconds,
  )

/** Days counted from 1970-01-01, for arithmetic over thousands of them. */
export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / dayMs

/** The day that a number counted from 1970-01-01 stands for. */
export const dayOfNumber = (number: number): string => new Date(number * dayMs).toISOString().slice(0, 10)

const dayMs = 24 * 60 * 60 * 1000

export const addDays = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString()

export const addMilliseconds = (at: Date, milliseconds: number): Date => new Date(at.getTime() + milliseconds)

const zoned = (at: Date, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)

/** Monday is 1, Sunday is 7. */
export const weekdayOf = (day: string): number => Temporal.PlainDate.from(day).dayOfWeek

/** How many days lie between: 0 for the same day, negative when `until` is the earlier. */
export const daysBetween = (from: string, until: string): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(until), { largestUnit: 'days' }).days

/** The first day of the month, `months` away from the one that the day is in. */
export const firstOfMonth = (day: string, months = 0): string =>
  Temporal.PlainDate.from(day).with({ day: 1 }).add({ months }).toString()

/** The same wall-clock time a calendar day later: 23 or 25 hours when clocks change. */
export const dayLater = (at: Date, timeZone: string): Date =>
  new Date(zoned(at, timeZone).add({ days: 1 }).epochMilliseconds)
