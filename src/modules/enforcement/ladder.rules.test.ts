import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addMilliseconds, startOfDay } from '../../infra/time/calendar.ts'
import { defaultPolicy, type Policy } from '../enforcement-policy/policy.rules.ts'
import { flawsOf } from '../enforcement-policy/soundness.rules.ts'
import { instantOf, replay } from './replay.rules.ts'
import { isWorse } from './standing.rules.ts'
import type { LadderPeriod } from './weeks.rules.ts'

const firstMonday = '2026-01-05'
const letters = { M: 'missed', '.': 'met', x: 'excused', v: 'void' } as const
type Letter = keyof typeof letters

/** One weekly commitment: a letter for each week. */
const weekly = (story: string, timeZone = 'Europe/Berlin', id = 'a'): LadderPeriod[] =>
  story.split('').map((letter, index) => {
    const endsAt = startOfDay(addDays(firstMonday, 7 * (index + 1)), timeZone)
    return {
      periodId: `${id}${index + 1}`,
      period: 'week',
      startsAt: startOfDay(addDays(firstMonday, 7 * index), timeZone),
      endsAt,
      timeZone,
      status: letters[letter as Letter],
      judgedAt: addMilliseconds(endsAt, 12 * 3_600_000),
      gentle: false,
      disputed: false,
    }
  })

const until = new Date('2026-12-31T00:00:00Z')
const play = (ledger: LadderPeriod[], policy: Policy = defaultPolicy, to = until) =>
  replay({ policy, ledger, paces: [], timeZone: ledger[0]?.timeZone ?? 'UTC', until: to })
const inWords = (story: string, policy?: Policy) => {
  const { steps, standing } = play(weekly(story), policy)
  return [...steps.map(({ action, at }) => `${action} ${at.toISOString().slice(0, 16)}`), standing]
}

describe('the usual ladder', () => {
  it('nudges, warns a day after the heads-up, and proposes', () => {
    expect(inWords('MMM')).toEqual([
      'nudge 2026-01-12T11:00',
      'warn 2026-01-20T11:00',
      'propose_suspension 2026-01-26T11:00',
      'suspension_proposed',
    ])
  })

  it.each([
    ['M', 'behind'],
    ['M.', 'behind'],
    ['M..', 'good'],
    ['MM.', 'warned'],
    ['MM.M', 'warned'],
    ['MM..', 'good'],
    ['MMx..', 'good'],
    ['M.x.', 'good'],
    ['MxMvM', 'suspension_proposed'],
    ['.M.M.M', 'behind'],
    ['', 'good'],
  ])('after %s a client is %s', (story, standing) => {
    expect(inWords(story).at(-1)).toBe(standing)
  })

  it('begins again after good standing was restored', () => {
    expect(
      inWords('MM..M')
        .slice(0, -1)
        .map((step) => step.split(' ')[0]),
    ).toEqual(['nudge', 'warn', 'nudge'])
  })

  it('counts a month like the week in which it ends', () => {
    const month: LadderPeriod = { ...weekly('M')[0]!, periodId: 'm', period: 'month' }
    expect(play([month]).steps.map(({ action }) => action)).toEqual(['nudge'])
  })

  it('says of each step which periods it rests on: all that its trigger counts', () => {
    expect(play(weekly('M.MMM')).steps.map(({ action, periodIds }) => [action, ...periodIds])).toEqual([
      ['nudge', 'a1'],
      ['nudge', 'a3'],
      ['warn', 'a3', 'a4'],
      ['propose_suspension', 'a3', 'a4', 'a5'],
    ])
  })

  it('lets days only remind, and gentle commitments only nudge', () => {
    const days = weekly('MMM').map((period): LadderPeriod => ({ ...period, period: 'day' }))
    expect(play(days)).toEqual({ steps: [], standing: 'good' })
    expect(play(days, { ...defaultPolicy, daysCount: true }).standing).toBe('suspension_proposed')
    const gentle = weekly('MMM').map((period) => ({ ...period, gentle: true }))
    expect(play(gentle)).toMatchObject({
      steps: [{ action: 'nudge' }, { action: 'nudge' }, { action: 'nudge' }],
      standing: 'good',
    })
  })

  it('reminds once, of all that is behind, and not of what is over', () => {
    const ledger = [...weekly('..'), ...weekly('..', 'Europe/Berlin', 'b')]
    const paces = ledger.map(({ periodId }) => ({ periodId, atFraction: 0.6, behind: !periodId.endsWith('2') }))
    const { steps } = replay({ policy: defaultPolicy, ledger, paces, timeZone: 'Europe/Berlin', until })
    expect(steps.map(({ action, at, periodIds }) => [action, at.toISOString(), periodIds])).toEqual([
      ['remind', '2026-01-09T07:00:00.000Z', ['a1', 'b1']],
    ])
  })
})

describe('laws', () => {
  const story = fc.array(fc.constantFrom<Letter>('M', 'M', '.', 'x', 'v'), { maxLength: 12 }).map((all) => all.join(''))
  const zone = fc.constantFrom('Europe/Berlin', 'America/Chicago', 'Pacific/Auckland', 'Asia/Kathmandu')
  const rising = fc
    .record({
      nudge: fc.integer({ min: 1, max: 2 }),
      warn: fc.integer({ min: 1, max: 2 }),
      stop: fc.integer({ min: 1, max: 3 }),
    })
    .chain(({ nudge, warn, stop }) =>
      fc
        .record({
          of: fc.option(fc.integer({ min: nudge + warn + stop, max: 8 }), { nil: undefined }),
          last: fc.constantFrom('propose_suspension' as const, 'suspend' as const),
          recoverAfterMetWeeks: fc.integer({ min: 1, max: 3 }),
        })
        .map(({ of, last, recoverAfterMetWeeks }): Policy => {
          const trigger = (missed: number) =>
            of === undefined
              ? ({ kind: 'missed_in_a_row', weeks: missed } as const)
              : ({ kind: 'missed_of_last', missed, of } as const)
          return {
            ...defaultPolicy,
            recoverAfterMetWeeks,
            steps: [
              { trigger: trigger(nudge), action: 'nudge', template: 'nudge', copyTo: [] },
              { trigger: trigger(nudge + warn), action: 'warn', template: 'warning', copyTo: [] },
              {
                trigger: trigger(nudge + warn + stop),
                action: last,
                template: last === 'suspend' ? 'suspended' : 'suspension_proposed',
                copyTo: [],
              },
            ],
          }
        }),
    )
  const two = fc.record({ policy: rising, a: story, b: story, zone }).map(({ policy, a, b, zone: timeZone }) => ({
    policy,
    ledger: [...weekly(a, timeZone), ...weekly(b, timeZone, 'b')],
  }))

  it('tries ladders that work', () => {
    fc.assert(fc.property(rising, (policy) => flawsOf(policy).length === 0))
  })

  it('whoever does nothing is stopped in the week that a ladder says, or it is refused', () => {
    const hours = fc.integer({ min: 0, max: 72 })
    const timing = fc.record({ graceHours: hours, headsUpHours: hours, at: fc.uniqueArray(fc.integer({ min: 2, max: 18 }), { maxLength: 3 }), stop: fc.integer({ min: 3, max: 4 }) }) // prettier-ignore
    fc.assert(
      fc.property(timing, ({ graceHours, headsUpHours, at, stop }) => {
        const reminders = at
          .toSorted((a, b) => a - b)
          .map((twentieths): Policy['steps'][number] => ({
            trigger: { kind: 'behind_pace', atFraction: twentieths / 20 },
            action: 'remind',
            template: 'reminder',
            copyTo: [],
          }))
        const last: Policy['steps'][number] = {
          trigger: { kind: 'missed_in_a_row', weeks: stop },
          action: 'suspend',
          template: 'suspended',
          copyTo: [],
        }
        const steps = [...reminders, ...defaultPolicy.steps.slice(1, -1), last]
        const policy = { ...defaultPolicy, graceHours, headsUpHours, steps }
        const ledger = weekly('MMMMM', 'UTC').map((period) => ({ ...period, judgedAt: addMilliseconds(period.endsAt, graceHours * 3_600_000) })) // prettier-ignore
        const paces = ledger.flatMap(({ periodId }) =>
          reminders.map(({ trigger }) => ({
            periodId,
            behind: true,
            atFraction: trigger.kind === 'behind_pace' ? trigger.atFraction : 0,
          })),
        )
        const played = replay({ policy, ledger, paces, timeZone: 'UTC', until })
        const comesInTime = played.steps.some(({ action, week }) => action === 'suspend' && week === ledger[stop - 1]!.startsAt.toISOString().slice(0, 10)) // prettier-ignore
        const isSound = flawsOf(policy).length === 0
        // Which of two mails of the same instant leaves first is not said: what could come late is refused.
        if (isSound || reminders.length === 0) expect(comesInTime).toBe(isSound)
      }),
      { numRuns: 200 },
    )
  })

  it('what is replayed to a later day begins with what is replayed to an earlier one', () => {
    fc.assert(
      fc.property(two, fc.integer({ min: 0, max: 120 }), ({ policy, ledger }, days) => {
        const to = startOfDay(addDays(firstMonday, days), 'UTC')
        const early = play(ledger, policy, to).steps
        expect(play(ledger, policy).steps.filter(({ at }) => at <= to)).toEqual(early)
      }),
    )
  })

  it('the order in which the ledger is read does not matter', () => {
    fc.assert(
      fc.property(
        two.chain(({ policy, ledger }) =>
          fc.tuple(fc.constant({ policy, ledger }), fc.shuffledSubarray(ledger, { minLength: ledger.length })),
        ),
        ([{ policy, ledger }, shuffled]) => {
          const sorted = (of: LadderPeriod[]) =>
            play(of, policy).steps.map(({ action, at, week }) => ({ action, at, week }))
          expect(sorted(shuffled)).toEqual(sorted(ledger))
        },
      ),
    )
  })

  it('one message per step, and one step per week at most', () => {
    fc.assert(
      fc.property(two, ({ policy, ledger }) => {
        const weeks = play(ledger, policy).steps.map(({ week }) => week)
        expect(new Set(weeks).size).toBe(weeks.length)
      }),
    )
  })

  it.each(['met', 'excused'] as const)('what becomes %s never worsens where a client stands', (status) => {
    fc.assert(
      fc.property(two, fc.nat(), fc.integer({ min: 0, max: 120 }), ({ policy, ledger }, pick, days) => {
        const missed = ledger.filter((period) => period.status === 'missed')
        const mended = missed[pick % Math.max(1, missed.length)]
        if (!mended) return
        const to = startOfDay(addDays(firstMonday, days), 'UTC')
        const better = ledger.map((period) => (period === mended ? { ...period, status } : period))
        const [was, is] = [play(ledger, policy, to).standing, play(better, policy, to).standing]
        expect(isWorse(is, was), `${was} became ${is}`).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  it('nobody is suspended without a warning that left them a day', () => {
    fc.assert(
      fc.property(two, ({ policy, ledger }) => {
        const { steps } = play(ledger, policy)
        for (const { action, week } of steps) {
          if (action !== 'suspend' && action !== 'propose_suspension') continue
          const latest = startOfDay(addDays(week!, 6), ledger[0]!.timeZone).getTime()
          expect(steps.some((step) => step.action === 'warn' && step.at.getTime() <= latest)).toBe(true)
        }
      }),
    )
  })

  it('looks at a period when so much of it is over, however long its week is', () => {
    const [short, long] = [weekly('.'.repeat(13))[11]!, weekly('.'.repeat(42), 'Europe/Berlin')[41]!]
    expect([short, long].map(({ startsAt, endsAt }) => (endsAt.getTime() - startsAt.getTime()) / 3_600_000)).toEqual([
      167, 169,
    ])
    expect(instantOf(long, 0.5).getTime() - long.startsAt.getTime()).toBe(84.5 * 3_600_000)
  })
})
