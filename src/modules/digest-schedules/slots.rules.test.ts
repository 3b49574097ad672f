import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addMilliseconds, at, dayOf, weekdayOf } from '../../infra/time/calendar.ts'
import { nextSlot, periodOf, planDue, type Slot, type Terms, weekdays } from './slots.rules.ts'

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Cairo', 'Pacific/Apia'] // prettier-ignore
const terms: fc.Arbitrary<Terms> = fc.record({
  frequency: fc.constantFrom('daily', 'weekly', 'fortnightly', 'monthly', 'quarterly'),
  weekday: fc.constantFrom(...weekdays),
  hour: fc.nat(23),
  timeZone: fc.constantFrom(...zones),
})
const instant = fc
  .integer({ min: Date.parse('2025-01-01T00:00:00Z'), max: Date.parse('2028-12-31T00:00:00Z') })
  .map((ms) => new Date(ms))
const hourMs = 3_600_000

const inWords = ({ fallsOn, dueAt }: Slot) => `${fallsOn} ${dueAt.toISOString()}`

describe('the hour by the recipient’s clock', () => {
  const weekly: Terms = { frequency: 'weekly', weekday: 'monday', hour: 8, timeZone: 'Europe/Berlin' }
  const from = (start: string, rule: Terms, count: number) => {
    const slots: Slot[] = []
    let after = new Date(start)
    for (let n = 0; n < count; n += 1) {
      slots.push(nextSlot(rule, after, slots.at(-1)?.fallsOn ?? null))
      after = slots.at(-1)!.dueAt
    }
    return slots.map(inWords)
  }

  test('stays when clocks change', () => {
    expect(from('2026-03-20T00:00:00Z', weekly, 3)).toEqual([
      '2026-03-23 2026-03-23T07:00:00.000Z',
      '2026-03-30 2026-03-30T06:00:00.000Z',
      '2026-04-06 2026-04-06T06:00:00.000Z',
    ])
  })

  test('is an hour later on the day that skips it', () => {
    const atTwo: Terms = { ...weekly, weekday: 'sunday', hour: 2 }
    expect(from('2026-03-27T00:00:00Z', atTwo, 2)).toEqual([
      '2026-03-29 2026-03-29T01:00:00.000Z',
      '2026-04-05 2026-04-05T00:00:00.000Z',
    ])
  })

  test('monthly, quarterly and every two weeks come on the first such weekday', () => {
    expect(from('2026-01-06T00:00:00Z', { ...weekly, frequency: 'monthly', timeZone: 'UTC' }, 3)).toEqual([
      '2026-02-02 2026-02-02T08:00:00.000Z',
      '2026-03-02 2026-03-02T08:00:00.000Z',
      '2026-04-06 2026-04-06T08:00:00.000Z',
    ])
    expect(from('2026-01-06T00:00:00Z', { ...weekly, frequency: 'quarterly', timeZone: 'UTC' }, 2)).toEqual([
      '2026-04-06 2026-04-06T08:00:00.000Z',
      '2026-07-06 2026-07-06T08:00:00.000Z',
    ])
    expect(from('2026-01-01T00:00:00Z', { ...weekly, frequency: 'fortnightly', timeZone: 'UTC' }, 2)).toEqual([
      '2026-01-05 2026-01-05T08:00:00.000Z',
      '2026-01-19 2026-01-19T08:00:00.000Z',
    ])
  })

  test('daily leaves the weekend out', () => {
    expect(from('2026-01-01T09:00:00Z', { ...weekly, frequency: 'daily', timeZone: 'UTC' }, 3)).toEqual([
      '2026-01-02 2026-01-02T08:00:00.000Z',
      '2026-01-05 2026-01-05T08:00:00.000Z',
      '2026-01-06 2026-01-06T08:00:00.000Z',
    ])
  })
})

test('law: whatever changes on the way, periods only ever come later, and no period has two', () => {
  fc.assert(
    fc.property(instant, fc.array(terms, { minLength: 2, maxLength: 12 }), (start, changes) => {
      let [after, last] = [start, null as Slot | null]
      for (const rule of changes) {
        const slot = nextSlot(rule, after, last?.fallsOn ?? null)
        expect(slot.dueAt > after).toBe(true)
        if (last) {
          expect(slot.period > last.period).toBe(true)
          expect(periodOf(rule.frequency, slot.fallsOn)).not.toBe(periodOf(rule.frequency, last.fallsOn))
        }
        ;[after, last] = [slot.dueAt, slot]
      }
    }),
  )
})

test('law: at the hour that was chosen, or the next when clocks skip it, on the weekday that was chosen', () => {
  fc.assert(
    fc.property(terms, instant, (rule, after) => {
      const { fallsOn, dueAt } = nextSlot(rule, after, null)
      expect(dueAt).toEqual(at(fallsOn, `${String(rule.hour).padStart(2, '0')}:00`, rule.timeZone))
      expect(dayOf(dueAt, rule.timeZone)).toBe(fallsOn)
    }),
  )
})

test('law: after an outage of any length one comes at most, for the newest period, and that by day on a working day', () => {
  fc.assert(
    fc.property(terms, instant, fc.integer({ min: 1, max: 400 * 24 }), (rule, start, hours) => {
      const due = nextSlot(rule, start, null)
      const back = addMilliseconds(due.dueAt, hours * hourMs)
      const first = planDue(rule, due, back)
      const isPutOff = !first.send && dayOf(first.next.dueAt, rule.timeZone) !== first.next.fallsOn
      const sentAt = isPutOff ? first.next.dueAt : back
      const { send, next } = isPutOff ? planDue(rule, first.next, sentAt) : first
      expect(next.dueAt > sentAt).toBe(true)
      if (!send) return
      expect(next.period > send.period).toBe(true)
      expect(nextSlot(rule, at(send.fallsOn, '23:59', rule.timeZone), send.fallsOn).dueAt >= sentAt).toBe(true)
      if (hours <= 24) return
      const [day, hour] = [
        dayOf(sentAt, rule.timeZone),
        (time: string) => at(dayOf(sentAt, rule.timeZone), time, rule.timeZone),
      ]
      expect(weekdayOf(day)).toBeLessThan(6)
      expect(sentAt >= hour('08:00') && sentAt < hour('18:00')).toBe(true)
    }),
  )
})
