import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dayOf, weekdayOf } from '../../infra/time/calendar.ts'
import { newId } from '../../infra/security/ids.ts'
import { nextOpening, spreadOver, usualHours } from './announcement-hours.rules.ts'

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'Pacific/Kiritimati']
const instant = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })

const clockIn = (at: Date, timeZone: string) =>
  at.toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })

it('notes leave in the client’s morning of a working day, whatever zone, season and hour', () => {
  fc.assert(
    fc.property(instant, fc.constantFrom(...zones), fc.integer({ min: 1, max: 300 }), (now, timeZone, count) => {
      const opens = nextOpening(now, usualHours, timeZone)
      expect(opens.getTime()).toBeGreaterThanOrEqual(now.getTime())
      const leaves = spreadOver(Array.from({ length: count }, newId), opens, usualHours, timeZone)
      for (const one of leaves) {
        expect(weekdayOf(dayOf(one, timeZone))).toBeLessThanOrEqual(5)
        expect(clockIn(one, timeZone) >= '09:00' && clockIn(one, timeZone) < '12:00', clockIn(one, timeZone)).toBe(true)
        expect(dayOf(one, timeZone)).toBe(dayOf(opens, timeZone))
      }
    }),
  )
})

it('the next opening is the nearest there is', () => {
  const berlin = (text: string) => nextOpening(new Date(text), usualHours, 'Europe/Berlin').toISOString()
  expect(berlin('2026-11-30T07:30:00Z')).toBe('2026-11-30T08:00:00.000Z')
  expect(berlin('2026-11-30T09:15:00Z')).toBe('2026-11-30T09:15:00.000Z')
  expect(berlin('2026-11-30T10:30:00Z')).toBe('2026-12-01T08:00:00.000Z')
  expect(berlin('2026-12-04T19:00:00Z')).toBe('2026-12-07T08:00:00.000Z')
  expect(
    nextOpening(new Date('2026-12-05T09:00:00Z'), { ...usualHours, businessDaysOnly: false }, 'UTC').toISOString(),
  ).toBe('2026-12-05T09:00:00.000Z')
})

it('twelve notes do not leave at once, nor by the clock', () => {
  const opens = new Date('2026-11-30T09:00:00Z')
  const leaves = spreadOver(Array.from({ length: 12 }, newId), opens, usualHours, 'UTC')
  const gaps = leaves.slice(1).map((one, index) => one.getTime() - leaves[index]!.getTime())
  expect(leaves).toEqual(leaves.toSorted((a, b) => a.getTime() - b.getTime()))
  expect(new Set(gaps).size).toBeGreaterThan(5)
  expect(leaves.at(-1)!.getTime() - leaves[0]!.getTime()).toBeGreaterThan(2 * 3_600_000)
})
