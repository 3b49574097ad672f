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

export const addDays = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString()

export const addMilliseconds = (at: Date, milliseconds: number): Date => new Date(at.getTime() + milliseconds)

const zoned = (at: Date, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
