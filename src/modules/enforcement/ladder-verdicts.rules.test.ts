import { describe, expect, it } from 'vitest'
import { addDays, addMilliseconds, startOfDay } from '../../infra/time/calendar.ts'
import { defaultPolicy, type PolicyVersion } from '../enforcement-policy/policy.rules.ts'
import { verdictOn } from './ladder.rules.ts'
import type { StepFact } from './standing.rules.ts'
import type { LadderPeriod } from './weeks.rules.ts'

const firstMonday = '2026-01-05'
const midnight = (week: number) => startOfDay(addDays(firstMonday, 7 * week), 'UTC')
const noon = (week: number) => addMilliseconds(midnight(week), 12 * 3_600_000)

/** Weeks by their letter: missed, met or open; judged at noon, or all at once. */
const weeks = (story: string, more: Partial<LadderPeriod> = {}): LadderPeriod[] =>
  story.split('').map((letter, index) => ({
    periodId: `week ${index + 1}`,
    period: 'week',
    startsAt: midnight(index),
    endsAt: midnight(index + 1),
    timeZone: 'UTC',
    status: letter === 'M' ? 'missed' : letter === '.' ? 'met' : 'open',
    judgedAt: letter === 'o' ? null : noon(index + 1),
    gentle: false,
    disputed: false,
    ...more,
  }))

/** A step of the ladder for a week, told as the days on which something became of it. */
const step = (action: StepFact['action'], week: number, more: Partial<StepFact> = {}): StepFact => {
  const monday = addDays(firstMonday, 7 * (week - 1))
  return {
    id: `${action} ${week}`,
    key: `${action} ${monday}`,
    action,
    status: 'taken',
    takenBy: 'ladder',
    version: 1,
    week: monday,
    periodIds: [],
    takenAt: noon(week),
    acceptedAt: noon(week),
    endedAt: null,
    mailed: true,
    undelivered: false,
    superseded: false,
    cameLate: false,
    ...more,
  }
}
const usual: PolicyVersion[] = [{ version: 1, policy: defaultPolicy, from: new Date(0) }]
const verdict = (
  story: string,
  steps: StepFact[],
  week: number,
  versions = usual,
  more: Partial<LadderPeriod> = {},
  newBeginnings: Date[] = [],
) => {
  const said = verdictOn({
    versions,
    ledger: weeks(story, more),
    steps,
    paces: [],
    newBeginnings,
    now: addMilliseconds(noon(week), 1),
  })
  const named = (all: readonly StepFact[]) => all.map(({ id }) => id)
  return { ...said, due: said.due.map(({ key }) => key), overcome: named(said.overcome), tooLate: named(said.tooLate) }
}

describe('a warning that does not come in time', () => {
  const nudged = step('nudge', 1)

  it('suspends nobody: the ladder waits, and the coach is told once', () => {
    const saturdayNight = addMilliseconds(midnight(3), -3_600_000)
    for (const acceptedAt of [null, saturdayNight]) {
      const late = step('warn', 2, { acceptedAt })
      expect(verdict('MMM', [nudged, late], 3)).toMatchObject({ due: [], tooLate: ['warn 2'] })
      expect(verdict('MMM', [nudged, { ...late, cameLate: true }], 3)).toMatchObject({ due: [], tooLate: [] })
    }
  })

  it('is not late when it came a day before the week was over, nor when it was given after it', () => {
    const inTime = step('warn', 2, { acceptedAt: addMilliseconds(midnight(3), -86_400_000) })
    expect(verdict('MMM', [nudged, inTime], 3)).toMatchObject({ due: ['propose_suspension 2026-01-19'], tooLate: [] })
    expect(verdict('MMM', [nudged, step('warn', 3, { takenAt: noon(3) })], 3).tooLate).toEqual([])
  })

  it('is late for what was over the same day, whatever else of that week still runs', () => {
    const warned = step('warn', 2, { acceptedAt: addMilliseconds(midnight(2), 2 * 86_400_000 + 8 * 3_600_000) })
    const untilWednesday = (index: number, more: Partial<LadderPeriod>): LadderPeriod => ({
      ...weeks('MMM')[index]!,
      periodId: `wednesday ${index + 1}`,
      endsAt: addMilliseconds(midnight(index), 3 * 86_400_000),
      ...more,
    })
    const third = (acceptedAt: Date | null) =>
      verdictOn({
        versions: usual,
        ledger: [...weeks('MMo'), untilWednesday(2, { judgedAt: addMilliseconds(midnight(2), 3.5 * 86_400_000) })],
        steps: [nudged, { ...warned, acceptedAt }],
        paces: [],
        newBeginnings: [],
        now: addMilliseconds(midnight(2), 3.6 * 86_400_000),
      }).due.map(({ key }) => key)
    expect(third(warned.acceptedAt)).toEqual([])
    expect(third(addMilliseconds(midnight(2), 2 * 86_400_000))).toEqual(['propose_suspension 2026-01-19'])
  })

  it('carries the suspension that the next missed week brings', () => {
    const late = step('warn', 2, { acceptedAt: addMilliseconds(midnight(3), -3_600_000), cameLate: true })
    expect(verdict('MMMM', [nudged, late], 4).due).toEqual(['propose_suspension 2026-01-26'])
  })
})

describe('good standing that was restored', () => {
  it('does away with what was to be decided or still to go out', () => {
    const steps = [
      step('nudge', 1),
      step('warn', 2),
      step('propose_suspension', 3, { status: 'planned', takenAt: null, mailed: false }),
    ]
    expect(verdict('MMM.', steps, 4)).toMatchObject({ standing: 'suspension_proposed', overcome: [] })
    expect(verdict('MMM..', steps, 5)).toMatchObject({
      standing: 'good',
      overcome: ['propose_suspension 3'],
      unfounded: [],
    })
  })

  it('lets no held warning of an earlier climb stand in the way of a later one', () => {
    const held = step('warn', 2, { status: 'held', takenAt: null, acceptedAt: null, mailed: false })
    expect(verdict('MM..', [step('nudge', 1), held], 4).overcome).toEqual(['warn 2'])
    const gone = { ...held, status: 'retracted' as const, superseded: false }
    const later = [step('nudge', 1), gone, step('nudge', 5), step('warn', 6)]
    expect(verdict('MM..MMM', later, 7).due).toEqual(['propose_suspension 2026-02-16'])
  })
})

describe('a new beginning', () => {
  const landed = [addMilliseconds(noon(3), 3_600_000)]
  const after = (story: string, steps: StepFact[], week: number) => verdict(story, steps, week, usual, {}, landed)

  it('leaves nothing of what was missed before it, however hard its steps were', () => {
    const steps = [step('nudge', 1), step('warn', 2), step('propose_suspension', 3, { status: 'planned', takenAt: null, mailed: false })] // prettier-ignore
    expect(after('MMMo', steps, 4)).toMatchObject({ standing: 'good', due: [], gone: [], overcome: ['propose_suspension 3'] }) // prettier-ignore
    expect(after('MMMM', steps, 4)).toMatchObject({ standing: 'behind', due: ['nudge 2026-01-26'] })
  })

  it('does not lift a suspension, and a week that was over before it brings nothing about', () => {
    const suspended = step('suspend', 3, { takenBy: 'hand', week: null })
    expect(after('MMM', [step('nudge', 1), step('warn', 2), suspended], 4).standing).toBe('suspended')
    const judgedLater = { judgedAt: noon(4) }
    expect(verdict('MMM', [], 4, usual, judgedLater, landed)).toMatchObject({ standing: 'good', due: [] })
  })
})

describe('many weeks judged at once', () => {
  it('bring about what the last of them asks, and nothing afterwards for those before it', () => {
    const all = { judgedAt: noon(4) }
    const first = verdict('MMMM', [], 4, usual, all)
    expect(first.due).toEqual(['nudge 2026-01-05', 'warn 2026-01-26'])
    const planned = [
      step('nudge', 1, { takenAt: noon(4) }),
      step('warn', 4, { status: 'planned', takenAt: null, acceptedAt: null, mailed: false }),
    ]
    expect(verdict('MMMM', planned, 4, usual, all).due).toEqual([])
  })
})

describe('a policy that makes days count', () => {
  it('says nothing about days that were judged before it', () => {
    const counting = { version: 2, policy: { ...defaultPolicy, daysCount: true }, from: addMilliseconds(noon(2), 1) }
    const days = { period: 'day' } as const
    expect(verdict('MM', [], 2, [...usual, counting], days)).toMatchObject({ standing: 'good', due: [] })
    expect(verdict('MMM', [], 3, [...usual, counting], days)).toMatchObject({ standing: 'behind' })
  })
})
