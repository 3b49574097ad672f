import { expect, it } from 'vitest'
import { dueAtOn } from './due.rules.ts'

/* Worked out by hand: noon where the client is, on the very days on which clocks change, and beside them. */
it.each([
  ['Europe/Berlin', '2026-03-28', '11:00'],
  ['Europe/Berlin', '2026-03-29', '10:00'],
  ['Europe/Berlin', '2026-10-24', '10:00'],
  ['Europe/Berlin', '2026-10-25', '11:00'],
  ['America/New_York', '2026-03-07', '17:00'],
  ['America/New_York', '2026-03-08', '16:00'],
  ['America/New_York', '2026-11-01', '17:00'],
  ['Australia/Sydney', '2026-04-04', '01:00'],
  ['Australia/Sydney', '2026-04-05', '02:00'],
  ['Australia/Sydney', '2026-10-04', '01:00'],
  // Half an hour forth and back.
  ['Australia/Lord_Howe', '2026-04-04', '01:00'],
  ['Australia/Lord_Howe', '2026-04-05', '01:30'],
  ['Australia/Lord_Howe', '2026-10-04', '01:00'],
  ['Asia/Kolkata', '2026-03-29', '06:30'],
  ['Asia/Kathmandu', '2026-03-29', '06:15'],
  ['America/St_Johns', '2026-03-08', '14:30'],
  ['Europe/London', '2028-02-29', '12:00'],
])('in %s a follow-up of %s falls due at %s UTC', (timeZone, day, noon) => {
  expect(dueAtOn(day, timeZone).toISOString()).toBe(`${day}T${noon}:00.000Z`)
})
