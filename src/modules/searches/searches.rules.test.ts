import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayOf } from '../../infra/time/calendar.ts'
import { checkSearchDays, overlap, spanOf } from './searches.rules.ts'

const day = fc.integer({ min: 0, max: 400 }).map((n) => addDays('2026-01-01', n))
const days = fc.tuple(day, fc.option(fc.integer({ min: 0, max: 200 }))).map(([startedOn, length]) => ({
  startedOn,
  endedOn: length === null ? null : addDays(startedOn, length),
}))

describe('overlap', () => {
  it('lets one begin on the day that the other ends', () => {
    const first = { startedOn: '2026-01-05', endedOn: '2026-03-01' }
    expect(overlap(first, { startedOn: '2026-03-01', endedOn: null })).toBe(false)
    expect(overlap(first, { startedOn: '2026-02-28', endedOn: null })).toBe(true)
  })

  it('is the same both ways, and of two active searches always true', () => {
    fc.assert(
      fc.property(days, days, (a, b) => {
        expect(overlap(a, b)).toBe(overlap(b, a))
        if (a.endedOn === null && b.endedOn === null) expect(overlap(a, b)).toBe(true)
      }),
    )
  })
})

describe('spanOf', () => {
  it('holds exactly the instants whose local day is in the search', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'Asia/Kathmandu')
    const instant = fc.date({ min: new Date('2025-12-01'), max: new Date('2027-12-01'), noInvalidDate: true })
    fc.assert(
      fc.property(days, zone, instant, (search, timeZone, at) => {
        const today = '2027-10-01'
        const { from, until } = spanOf(search, { timeZone, today })
        const local = dayOf(at, timeZone)
        expect(at >= from && at < until).toBe(local >= search.startedOn && local <= (search.endedOn ?? today))
      }),
    )
  })
})

describe('checkSearchDays', () => {
  it('names every day that is wrong', () => {
    expect(() => checkSearchDays({ startedOn: '2026-02-01', endedOn: '2026-01-01' }, '2026-01-15')).toThrow(
      expect.objectContaining({
        errors: [
          expect.objectContaining({ pointer: '/startedOn' }),
          expect.objectContaining({ pointer: '/endedOn', detail: expect.stringContaining('2026-02-01') as string }),
        ],
      }),
    )
  })
})
