import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dayOf } from '../../infra/time/calendar.ts'
import { nextSlot } from './slots.rules.ts'
import { mondayOf } from './weeks.rules.ts'

const timeZone = 'America/Chicago'
const slot = (from: string, ...sentAt: string[]) =>
  nextSlot(new Date(from), { timeZone, sentAt: sentAt.map((at) => new Date(at)) }).toISOString()

it('is at once by day, else at eight', () => {
  expect(slot('2026-03-02T18:00:00Z')).toBe('2026-03-02T18:00:00.000Z')
  expect(slot('2026-03-02T10:00:00Z')).toBe('2026-03-02T14:00:00.000Z')
  expect(slot('2026-03-03T01:00:00Z')).toBe('2026-03-03T14:00:00.000Z')
})

it('is eight by the clock on the wall, whatever happened to it in the night', () => {
  expect(slot('2026-03-08T04:00:00Z')).toBe('2026-03-08T13:00:00.000Z')
})

it('waits for the next day, and after two for the next week', () => {
  expect(slot('2026-03-02T18:00:00Z', '2026-03-02T15:00:00Z')).toBe('2026-03-03T14:00:00.000Z')
  expect(slot('2026-03-05T18:00:00Z', '2026-03-02T18:00:00Z', '2026-03-04T18:00:00Z')).toBe('2026-03-09T13:00:00.000Z')
})

it('keeps its promises in any zone', () => {
  const zones = fc.constantFrom(
    'America/Chicago',
    'Pacific/Apia',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'Africa/Cairo',
  )
  const wishes = fc.array(fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }), {
    maxLength: 30,
  })
  fc.assert(
    fc.property(zones, wishes, (zone, from) => {
      const sentAt: Date[] = []
      for (const wish of from.toSorted((a, b) => a.getTime() - b.getTime())) {
        const at = nextSlot(wish, { timeZone: zone, sentAt })
        expect(at.getTime()).toBeGreaterThanOrEqual(wish.getTime())
        const hour = Number(at.toLocaleTimeString('en-GB', { timeZone: zone, hour: '2-digit' }).slice(0, 2))
        expect(hour).toBeGreaterThanOrEqual(8)
        expect(hour).toBeLessThan(19)
        sentAt.push(at)
      }
      const days = sentAt.map((at) => dayOf(at, zone))
      expect(new Set(days).size).toBe(days.length)
      for (const week of Map.groupBy(days, mondayOf).values()) expect(week.length).toBeLessThanOrEqual(2)
    }),
  )
})
