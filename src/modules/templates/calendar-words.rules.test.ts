import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { dayInWords, monthInWords, readDate, validFor } from './calendar-words.rules.ts'

const date = (iso: string) => Temporal.PlainDate.from(iso)
const written = { writtenOn: date('2026-11-24'), language: 'en' }

test.each([
  ['2027-01-04', 'en', 'Monday, January 4'],
  ['2027-01-04', 'en-GB', 'Monday 4 January'],
  ['2027-01-04', 'de-AT', 'Monday, January 4'],
  ['2027-01-04', 'not a locale', 'Monday, January 4'],
  ['2026-11-02', 'en', 'Monday, November 2'],
  ['2027-09-01', 'en', 'September 1, 2027'],
  ['2025-09-01', 'en-GB', '1 September 2025'],
])('%s in %s is %s', (day, locale, words) => {
  expect(dayInWords(date(day), { ...written, locale })).toBe(words)
})

test.each([
  ['2026-11-01', undefined],
  ['2026-12-01', undefined],
  ['2026-10-31', 'October'],
  ['2026-01-01', 'January'],
  ['2025-12-01', 'December 2025'],
])('the month of %s is %s', (day, words) => {
  expect(monthInWords(date(day), written.writtenOn)).toBe(words)
})

test.each([
  [10, 'ten minutes'],
  [1, 'one minute'],
  [15, '15 minutes'],
  [60, 'an hour'],
  [1440, '24 hours'],
  [10_080, 'seven days'],
])('%d minutes are %s', (minutes, words) => {
  expect(validFor(minutes)).toBe(words)
})

test.each(['2027-02-30', '2027-1-4', '2027-01-04T10:00:00Z', '', 'soon', null, undefined])('%j is no date', (text) => {
  expect(readDate(text)).toBeUndefined()
})
