import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askFor, type AskedTarget, daysAsked } from './asking.rules.ts'
import { achieved, type CountedInteraction } from './counting.rules.ts'
import { progressOf } from './progress.rules.ts'
import { stillNeeded, stillNeededInWords } from './target-words.rules.ts'
import { type JudgedPeriod, resultOf, verdictOf } from './verdict.rules.ts'

const types = ['call', 'email', 'meeting'] as const
const directions = ['outbound', 'inbound'] as const
const people = ['ada', 'ben', 'cleo', 'dora'] as const

const anyInteraction: fc.Arbitrary<CountedInteraction> = fc.record({
  type: fc.constantFrom(...types),
  direction: fc.constantFrom(...directions, null),
  minutes: fc.option(fc.integer({ min: 0, max: 90 })),
  people: fc
    .uniqueArray(fc.constantFrom(...people), { minLength: 1 })
    .map((those) => those.map((contactId) => ({ contactId, newEver: contactId > 'b', newInSearch: contactId > 'c' }))),
})
const anyTarget: fc.Arbitrary<AskedTarget> = fc
  .record(
    {
      measure: fc.constantFrom('interactions' as const, 'people' as const, 'minutes' as const),
      types: fc.uniqueArray(fc.constantFrom(...types), { minLength: 1 }),
      direction: fc.constantFrom(...directions),
      newPeople: fc.constantFrom('ever' as const, 'this_search' as const),
      minMinutes: fc.integer({ min: 1, max: 60 }),
      target: fc.integer({ min: 1, max: 5 }),
    },
    { requiredKeys: ['measure', 'target'] },
  )
  .map((target) => ({ ...target, expected: target.target }))
const anyTargets = fc.array(anyTarget, { minLength: 1, maxLength: 3 })
const anyInteractions = fc.array(anyInteraction, { maxLength: 8 })

const period = (targets: AskedTarget[], more: Partial<JudgedPeriod> = {}): JudgedPeriod => ({
  targets,
  days: 7,
  excusedBecause: null,
  voidBecause: null,
  ...more,
})
const judged = (targets: AskedTarget[], interactions: CountedInteraction[], more: Partial<JudgedPeriod> = {}) =>
  verdictOf(period(targets, more), resultOf(targets, { interactions, coverage: 0 }))
const worth = { missed: 0, excused: 1, void: 1, met: 2 }

/** What would do for a target alone, as somebody would who reads what is still needed. */
function exactly(target: AskedTarget, missing: number): CountedInteraction[] {
  const { measure, types: [type = 'call'] = [], direction = 'outbound', minMinutes = 0 } = target
  const once = (contactId: string, minutes: number): CountedInteraction => ({
    type,
    direction,
    minutes,
    people: [{ contactId, newEver: true, newInSearch: true }],
  })
  if (measure === 'minutes') return [once('new', Math.max(missing, minMinutes))]
  return Array.from({ length: missing }, (_, n) => once(`new ${n}`, minMinutes))
}

describe('a verdict', () => {
  it('does not depend on the order in which things were logged', () => {
    fc.assert(
      fc.property(anyTargets, anyInteractions, (targets, interactions) => {
        expect(judged(targets, interactions.toReversed())).toBe(judged(targets, interactions))
      }),
    )
  })

  it('is never worse for more, nor for an excuse', () => {
    fc.assert(
      fc.property(anyTargets, anyInteractions, anyInteraction, (targets, interactions, one) => {
        const before = judged(targets, interactions)
        expect(worth[judged(targets, [...interactions, one])]).toBeGreaterThanOrEqual(worth[before])
        expect(worth[judged(targets, interactions, { excusedBecause: 'ill' })]).toBeGreaterThanOrEqual(worth[before])
      }),
    )
  })

  it('is met by exactly what is still needed, and not by less', () => {
    fc.assert(
      fc.property(anyTargets, anyInteractions, (targets, interactions) => {
        const facts = { interactions, coverage: 0 }
        const missing = targets.map((target) => Math.max(0, target.expected - achieved(target, facts)))
        const words = stillNeeded(targets, resultOf(targets, facts))
        expect(words).toHaveLength(missing.filter((count) => count > 0).length)
        const added = targets.flatMap((target, index) => exactly(target, missing[index]!))
        expect(judged(targets, [...interactions, ...added])).toBe('met')
        if (words.length > 0) expect(judged(targets, interactions)).toBe('missed')
      }),
    )
  })

  it('is void or excused where nothing was asked', () => {
    const targets = askFor([{ measure: 'interactions', target: 2 }], { days: 1, wholeDays: 7 })
    expect(judged(targets, [])).toBe('void')
    expect(judged(targets, [], { days: 0 })).toBe('excused')
    expect(judged(targets, [], { voidBecause: 'The commitment was paused.' })).toBe('void')
  })
})

describe('the share of a short period', () => {
  it('leaves out the days of breaks, each once', () => {
    const week = { startsOn: '2026-03-02', endsOn: '2026-03-08', days: 7 }
    const off = [
      { startsOn: '2026-02-20', endsOn: '2026-03-03' },
      { startsOn: '2026-03-03', endsOn: '2026-03-04' },
    ]
    expect(daysAsked(week, off)).toBe(4)
    expect(askFor([{ measure: 'interactions', target: 3 }], { days: 4, wholeDays: 7 })[0]!.expected).toBe(2)
  })
})

describe('progress', () => {
  const [startsAt, endsAt] = [new Date('2026-03-02T00:00:00Z'), new Date('2026-03-09T00:00:00Z')]
  const on = (day: string, done: number) =>
    progressOf(
      { startsAt, endsAt, timeZone: 'UTC' },
      [{ achieved: done, expected: 3 }],
      new Date(`2026-03-${day}T12:00:00Z`),
    )

  it('goes by an even pace', () => {
    expect(on('02', 0)).toMatchObject({ pace: 'on_track', slackDays: -0.5 })
    expect(on('05', 0)).toMatchObject({ pace: 'behind', slackDays: -3.5, targets: [{ expectedByNow: 1.5 }] })
    expect(on('07', 0)).toMatchObject({ pace: 'at_risk' })
    expect(on('04', 2)).toMatchObject({ pace: 'ahead', slackDays: 2.2 })
    expect(on('08', 3)).toMatchObject({ pace: 'ahead', slackDays: 0.5 })
  })

  it('stands still on days off', () => {
    const daysOff = [{ startsOn: '2026-03-02', endsOn: '2026-03-05' }]
    const stands = (day: string, time = '12:00') =>
      progressOf(
        { startsAt, endsAt, timeZone: 'UTC', daysOff },
        [{ achieved: 0, expected: 3 }],
        new Date(`2026-03-${day}T${time}:00Z`),
      )
    expect(stands('04')).toMatchObject({ pace: 'on_track', targets: [{ expectedByNow: 0 }], slackDays: 0 })
    expect(stands('07')).toMatchObject({ pace: 'behind', targets: [{ expectedByNow: 1.5 }], slackDays: -1.5 })
  })

  it('gets no worse by more being done', () => {
    const rank = { at_risk: 0, behind: 1, on_track: 2, ahead: 3 }
    fc.assert(
      fc.property(
        fc.nat(10),
        fc.integer({ min: 1, max: 10 }),
        fc.date({ min: startsAt, max: endsAt, noInvalidDate: true }),
        (done, expected, at) => {
          const paceOf = (achievedSoFar: number) =>
            rank[progressOf({ startsAt, endsAt, timeZone: 'UTC' }, [{ achieved: achievedSoFar, expected }], at).pace]
          expect(paceOf(done + 1)).toBeGreaterThanOrEqual(paceOf(done))
        },
      ),
    )
  })

  it('says what is needed in one breath', () => {
    const targets: AskedTarget[] = [
      { measure: 'interactions', target: 3, expected: 3 },
      { measure: 'interactions', newPeople: 'ever', target: 2, expected: 2 },
      { measure: 'minutes', types: ['meeting'], target: 60, expected: 60 },
    ]
    const deadline = { endsAt, timeZone: 'UTC', now: new Date('2026-03-05T00:00:00Z') }
    const result = [{ achieved: 1 }, { achieved: 1 }, { achieved: 0 }]
    expect(stillNeededInWords(targets, result, deadline)).toBe(
      '2 conversations, 1 with somebody new, 60 minutes of meetings, by Sunday 23:59',
    )
    expect(stillNeededInWords(targets, [{ achieved: 3 }, { achieved: 2 }, { achieved: 60 }], deadline)).toBeUndefined()
  })
})
