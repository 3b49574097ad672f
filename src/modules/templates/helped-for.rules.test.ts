import { expect, test } from 'vitest'
import { howLong } from './helped-for.rules.ts'

test.each([
  ['2026-11-10T10:00:00Z', '2026-11-23', undefined, undefined],
  ['2026-11-09T10:00:00Z', '2026-11-23', 'two weeks', 'early November'],
  ['2026-11-12T10:00:00Z', '2026-11-30', 'two weeks', 'mid-November'],
  ['2026-10-12T10:00:00Z', '2026-11-30', 'seven weeks', 'October'],
  ['2026-04-20T10:00:00Z', '2026-11-23', 'seven months', 'April'],
  ['2026-04-10T10:00:00Z', '2026-11-23', 'over seven months', 'April'],
  ['2026-03-30T10:00:00Z', '2026-11-23', 'nearly eight months', 'March'],
  ['2025-11-30T10:00:00Z', '2026-11-23', 'nearly a year', 'November 2025'],
  ['2025-11-20T10:00:00Z', '2026-11-23', 'a year', 'November 2025'],
  ['2025-07-20T10:00:00Z', '2026-11-23', 'over a year', 'July 2025'],
  ['2025-05-20T10:00:00Z', '2026-11-23', 'a year and a half', 'May 2025'],
  ['2025-02-20T10:00:00Z', '2026-11-23', 'nearly two years', 'February 2025'],
  ['2023-11-20T10:00:00Z', '2026-11-23', 'three years', 'November 2023'],
  ['2027-01-01T10:00:00Z', '2026-11-23', undefined, undefined],
])('from %s to %s: for %s, since %s', (from, to, forWords, since) => {
  expect(howLong(from, to, 'Europe/Berlin')).toEqual(forWords ? { for: forWords, since } : undefined)
})

test("the first day is the client's, not Greenwich's", () => {
  expect(howLong('2026-03-31T23:30:00Z', '2026-11-01', 'Europe/Berlin')?.since).toBe('April')
  expect(howLong('2026-03-31T23:30:00Z', '2026-11-01', 'America/New_York')?.since).toBe('March')
})
