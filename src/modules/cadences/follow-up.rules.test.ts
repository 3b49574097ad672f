import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, daysBetween } from '../../infra/time/calendar.ts'
import { dormancyOf, followUpOf, type History } from './follow-up.rules.ts'

const steps = [30, 90, 180, 365]
const history = (said: Partial<History> = {}): History => ({
  addedOn: '2026-01-05',
  spokenOn: [],
  news: null,
  setOn: null,
  chosen: null,
  ...said,
})
const news = { on: '2026-01-05', soon: false }

describe('steps', () => {
  it('stretch to a year and have no end', () => {
    let spokenOn: string[] = []
    const days = Array.from({ length: 6 }, () => {
      const { idealOn } = followUpOf(history({ news, spokenOn }), steps)
      spokenOn = [...spokenOn, idealOn]
      return idealOn
    })
    // 5 January 2026 and 30, 90, 180, 365, 365, 365 days; 2028 has a 29 February.
    expect(days).toEqual(['2026-02-04', '2026-05-05', '2026-11-01', '2027-11-01', '2028-10-31', '2029-10-31'])
  })

  it('begin their time anew with every conversation, and stretch only when half of it was over', () => {
    const early = followUpOf(history({ news, spokenOn: ['2026-01-12'] }), steps)
    expect(early).toMatchObject({ step: 0, since: '2026-01-12', idealOn: '2026-02-11' })
    const late = followUpOf(history({ news, spokenOn: ['2026-01-20'] }), steps)
    expect(late).toMatchObject({ step: 1, everyDays: 90, idealOn: '2026-04-20' })
  })

  it('begin again with the news of a landing, which counts once', () => {
    const spokenOn = ['2025-01-05', '2025-03-05', '2025-12-01', '2026-01-05']
    expect(followUpOf(history({ spokenOn, news }), steps)).toMatchObject({ step: 0, idealOn: '2026-02-04' })
  })

  it('begin again with a cadence of their own, from the last time they spoke', () => {
    const spokenOn = ['2025-06-01', '2026-03-01']
    const own = followUpOf(history({ spokenOn, setOn: '2026-03-10' }), [14, 28])
    expect(own).toMatchObject({ step: 0, since: '2026-03-01', idealOn: '2026-03-15' })
  })
})

describe('after a landing', () => {
  it('whoever is close hears within 30 days, then as their steps say', () => {
    const told = { on: '2026-01-05', soon: true }
    const first = followUpOf(history({ news: told }), [180, 365])
    expect(first).toMatchObject({ idealOn: '2026-02-04', latestOn: '2026-02-04', earliestOn: '2026-01-12', soon: true })
    const second = followUpOf(history({ news: told, spokenOn: ['2026-02-04'] }), [180, 365])
    expect(second).toMatchObject({ step: 0, everyDays: 180, idealOn: '2026-08-03', soon: false })
    const inner = followUpOf(history({ news: told, spokenOn: ['2026-02-04'] }), steps)
    expect(inner).toMatchObject({ step: 1, everyDays: 90, idealOn: '2026-05-05' })
  })
})

describe('a day chosen by hand', () => {
  const chosen = { on: '2026-06-01', after: '2026-01-05' }
  it('holds until they are in touch', () => {
    expect(followUpOf(history({ news, chosen }), steps)).toMatchObject({
      idealOn: '2026-06-01',
      latestOn: '2026-06-01',
    })
    expect(followUpOf(history({ news, chosen, spokenOn: ['2026-01-09'] }), steps).idealOn).toBe('2026-02-08')
  })
})

describe('any history', () => {
  const day = fc.integer({ min: 0, max: 2000 }).map((days) => addDays('2024-01-01', days))
  const days = fc.uniqueArray(day, { maxLength: 12 }).map((those) => those.toSorted())
  const anySteps = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 })
  const anyHistory = fc.record({
    addedOn: day,
    spokenOn: days,
    news: fc.option(fc.record({ on: day, soon: fc.boolean() })),
    setOn: fc.option(day),
    chosen: fc.constant(null),
  })

  it('is due after its last conversation, at the latest after the longest step', () => {
    fc.assert(
      fc.property(anyHistory, anySteps, (past, stepsDays) => {
        const { since, everyDays, step, idealOn, latestOn, earliestOn } = followUpOf(past, stepsDays)
        const last = past.spokenOn.at(-1)
        if (last) expect(since >= last).toBe(true)
        expect(daysBetween(since, idealOn)).toBe(everyDays)
        expect(everyDays).toBeLessThanOrEqual(Math.max(...stepsDays))
        expect(step).toBeLessThanOrEqual(past.spokenOn.length)
        expect(earliestOn <= idealOn && idealOn <= latestOn).toBe(true)
      }),
    )
  })

  it('is put off, never hastened, by one more conversation at its end', () => {
    fc.assert(
      fc.property(anyHistory, fc.integer({ min: 1, max: 300 }), (past, after) => {
        // With steps that stretch: who shortens them is asked sooner after talking.
        const before = followUpOf({ ...past, news: null }, steps)
        const spoken = addDays(before.since, after)
        const later = followUpOf({ ...past, news: null, spokenOn: [...past.spokenOn, spoken] }, steps)
        expect(later.idealOn > before.idealOn).toBe(true)
      }),
    )
  })
})

it('relationships cool and go dormant by their own measure', () => {
  const on = (days: number, everyDays: number) => dormancyOf(followUpOf(history({ addedOn: '2026-01-01' }), [everyDays]), addDays('2026-01-01', days)) // prettier-ignore
  expect([0, 37, 38, 67, 68].map((days) => on(days, 30))).toEqual(['active', 'active', 'cooling', 'cooling', 'dormant'])
  expect([225, 226, 405, 406].map((days) => on(days, 180))).toEqual(['active', 'cooling', 'cooling', 'dormant'])
})
