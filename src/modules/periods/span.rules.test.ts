import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayOf, startOfDay } from '../../infra/time/calendar.ts'
import { endOf, type PeriodKind, type Rhythm, type Span, spanFrom, spanOn, wholePeriod } from './span.rules.ts'

const zones = [
  'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'America/Sao_Paulo',
  'Africa/Cairo', 'Pacific/Chatham', 'America/Havana', 'Pacific/Kiritimati',
] as const // prettier-ignore
const kinds: PeriodKind[] = ['day', 'week', 'fortnight', 'month']
const weekdays = ['monday', 'wednesday', 'saturday', 'sunday'] as const
const hours = ({ startsAt, endsAt }: Span) => (endsAt.getTime() - startsAt.getTime()) / 3_600_000

const anyDay = fc.integer({ min: 0, max: 3652 }).map((days) => addDays('2018-01-01', days))
const anyRhythm = fc.record({
  period: fc.constantFrom(...kinds),
  weekStartsOn: fc.constantFrom(...weekdays),
  startsOn: anyDay,
  endsOn: fc.constant(null),
}) satisfies fc.Arbitrary<Rhythm>

const next = (span: Span, zone: string, rhythm: Rhythm) => spanFrom(addDays(span.endsOn, 1), span.endsAt, zone, rhythm)!

describe('periods in one zone', () => {
  it('follow each other without a gap, from midnight to midnight, whole but for the first', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), anyRhythm, (zone, rhythm) => {
        let span = spanOn(rhythm.startsOn, zone, rhythm)!
        for (let n = 0; n < 8; n += 1) {
          const following = next(span, zone, rhythm)
          expect(following.startsAt).toEqual(span.endsAt)
          expect(following.startsAt).toEqual(startOfDay(following.startsOn, zone))
          expect(following.endsAt).toEqual(startOfDay(addDays(following.endsOn, 1), zone))
          expect(following.days).toBe(following.wholeDays)
          expect(wholePeriod(following.startsOn, rhythm).from).toBe(following.startsOn)
          span = following
        }
      }),
    )
  })

  it('have weeks of 167 and 169 hours, and days of 23 and 25', () => {
    const week: Rhythm = { period: 'week', weekStartsOn: 'monday', startsOn: '2026-01-05', endsOn: null }
    expect(hours(spanOn('2026-03-23', 'Europe/Berlin', week)!)).toBe(167)
    expect(hours(spanOn('2026-10-19', 'Europe/Berlin', week)!)).toBe(169)
    expect(hours(spanOn('2026-03-30', 'Australia/Lord_Howe', week)!)).toBe(168.5)
    const day: Rhythm = { ...week, period: 'day' }
    expect(hours(spanOn('2026-03-29', 'Europe/Berlin', day)!)).toBe(23)
    expect(hours(spanOn('2026-10-25', 'Europe/Berlin', day)!)).toBe(25)
    // Samoa had no 30 December 2011.
    expect(spanOn('2011-12-29', 'Pacific/Apia', day)).toMatchObject({ endsOn: '2011-12-29' })
    expect(spanOn('2011-12-30', 'Pacific/Apia', day)).toMatchObject({ startsOn: '2011-12-31', endsOn: '2011-12-31' })
    expect(hours(spanOn('2011-12-26', 'Pacific/Apia', { ...week, startsOn: '2011-12-05' })!)).toBe(144)
  })

  it('count fortnights from the week that the first day is in, and months by the calendar', () => {
    const rhythm: Rhythm = { period: 'fortnight', weekStartsOn: 'monday', startsOn: '2026-01-07', endsOn: null }
    expect(wholePeriod('2026-01-18', rhythm)).toEqual({ from: '2026-01-05', until: '2026-01-19' })
    expect(wholePeriod('2026-01-19', rhythm)).toEqual({ from: '2026-01-19', until: '2026-02-02' })
    expect(wholePeriod('2024-02-29', { ...rhythm, period: 'month' })).toEqual({
      from: '2024-02-01',
      until: '2024-03-01',
    })
  })

  it('end with the commitment', () => {
    const rhythm: Rhythm = { period: 'week', weekStartsOn: 'sunday', startsOn: '2026-03-04', endsOn: '2026-03-09' }
    const first = spanOn('2026-03-04', 'Asia/Kathmandu', rhythm)!
    expect(first).toMatchObject({ startsOn: '2026-03-04', endsOn: '2026-03-07', days: 4, wholeDays: 7 })
    const last = next(first, 'Asia/Kathmandu', rhythm)
    expect(last).toMatchObject({ startsOn: '2026-03-08', endsOn: '2026-03-09', days: 2, wholeDays: 7 })
    expect(spanFrom(addDays(last.endsOn, 1), last.endsAt, 'Asia/Kathmandu', rhythm)).toBeUndefined()
  })
})

describe('a move in mid-period', () => {
  it('ends at a midnight of the new zone, a day after the beginning or later', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.constantFrom(...zones), anyRhythm, (from, to, rhythm) => {
        const { startsAt, plannedEndsOn } = spanOn(rhythm.startsOn, from, rhythm)!
        const { endsOn, endsAt } = endOf({ startsAt, until: addDays(plannedEndsOn, 1) }, to)
        expect(endsAt).toEqual(startOfDay(addDays(endsOn, 1), to))
        expect(endsOn >= plannedEndsOn).toBe(true)
        const calendarDayLater = startOfDay(addDays(dayOf(startsAt, to), 1), to)
        expect(endsAt >= calendarDayLater).toBe(true)
        // An hour's slack: the day may be the one of a clock change.
        if (from !== to) expect(endsAt.getTime() - startsAt.getTime()).toBeGreaterThanOrEqual(23 * 3_600_000)
      }),
    )
  })

  it('from Berlin to Auckland on a daily one takes in one more night', () => {
    const startsAt = startOfDay('2026-06-01', 'Europe/Berlin')
    const { endsOn, endsAt } = endOf({ startsAt, until: '2026-06-02' }, 'Pacific/Auckland')
    expect(endsOn).toBe('2026-06-02')
    expect(endsAt).toEqual(startOfDay('2026-06-03', 'Pacific/Auckland'))
  })
})
