import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import { costMs, creditMs, leftOfDay, mayLeave } from './pace.rules.ts'

const start = new Date('2026-11-23T09:00:00Z')

/** Asks at these distances in time, and sends all it may; returns how many left. */
function send(perMinute: number, pausesMs: number[]): { sent: number; tookMs: number } {
  let [now, paidUntil, sent] = [start, undefined as Date | undefined, 0]
  for (const pause of [0, ...pausesMs]) {
    now = addMilliseconds(now, pause)
    const count = mayLeave(perMinute, paidUntil, now)
    sent += count
    const paid = Math.max(paidUntil?.getTime() ?? 0, now.getTime() - creditMs)
    if (count > 0) paidUntil = new Date(paid + count * costMs(perMinute))
  }
  return { sent, tookMs: now.getTime() - start.getTime() }
}

it('never exceeds the pace by more than the credit, whenever it is asked', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.array(fc.integer({ min: 0, max: 120_000 })),
      (perMinute, pauses) => {
        const { sent, tookMs } = send(perMinute, pauses)
        expect(sent).toBeLessThanOrEqual((tookMs + creditMs) / costMs(perMinute) + 1)
      },
    ),
  )
})

it('keeps the pace within five in a hundred over ten minutes, woken late by up to ten seconds each time', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 12, max: 600 }),
      fc.infiniteStream(fc.integer({ min: 100, max: 9_999 })),
      (perMinute, late) => {
        const pauses: number[] = []
        for (const pause of late) {
          if (pauses.reduce((sum, one) => sum + one, 0) >= 600_000) break
          pauses.push(pause)
        }
        const { sent, tookMs } = send(perMinute, pauses)
        const due = tookMs / costMs(perMinute)
        expect(sent / due).toBeGreaterThan(0.95)
        expect(sent - creditMs / costMs(perMinute) - 1).toBeLessThanOrEqual(due * 1.05)
      },
    ),
    { numRuns: 50 },
  )
})

it('a new practice has a limit of the house besides its own', () => {
  const day = { sent: 30, isNew: true, newPracticePerDay: 50 }
  expect(leftOfDay({ mailsPerDay: null }, day)).toBe(20)
  expect(leftOfDay({ mailsPerDay: 40 }, day)).toBe(10)
  expect(leftOfDay({ mailsPerDay: null }, { ...day, isNew: false })).toBe(Infinity)
  expect(leftOfDay({ mailsPerDay: 20 }, day)).toBe(0)
})
