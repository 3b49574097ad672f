import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayNumber, daysBetween } from '../../infra/time/calendar.ts'
import { tiers } from './cadence.rules.ts'
import { followUpOf } from './follow-up.rules.ts'
import { type Load, placeFollowUp, planFollowUps, type Waiting, weekOf } from './planning.rules.ts'

// A Wednesday.
const today = '2026-03-04'
const room = { today, cap: 5, spokenThisWeek: 0 }

function waiting(id: string, said: Partial<Waiting> = {}): Waiting {
  const idealOn = said.idealOn ?? '2026-04-01'
  return {
    id,
    tier: 'active',
    since: '2026-01-01',
    everyDays: 90,
    idealOn,
    latestOn: addDays(idealOn, 22),
    earliestOn: idealOn,
    soon: false,
    onChain: false,
    plannedOn: null,
    ...said,
  }
}
const many = (count: number, said: Partial<Waiting> = {}) =>
  Array.from({ length: count }, (_, n) => waiting(`${said.tier ?? 'one'} ${String(n).padStart(4, '0')}`, said))
const perWeek = (plan: Map<string, string>) =>
  [...Map.groupBy(plan.values(), (day) => weekOf(dayNumber(day))).values()].map((days) => days.length)

describe('the plan', () => {
  it('keeps ideal days where there is room', () => {
    expect([...planFollowUps(many(5), room).values()]).toEqual(Array(5).fill('2026-04-01'))
  })

  it('spreads 500 who are due at once over a hundred weeks', () => {
    const plan = planFollowUps(many(500, { idealOn: '2026-03-09' }), room)
    expect(perWeek(plan)).toEqual(Array(100).fill(5))
    expect([...plan.values()].toSorted().at(-1)).toBe('2028-02-04')
  })

  it('lets the chain come first and the inner circle next, within 30 days, ahead of their day where a week is full', () => {
    const soon = { soon: true, since: today, everyDays: 30, idealOn: '2026-04-03', latestOn: '2026-04-03', earliestOn: '2026-03-11' } // prettier-ignore
    const people = [
      ...many(8, { ...soon, tier: 'inner' }),
      ...many(4, { ...soon, tier: 'extended', onChain: true }),
      ...many(30, { tier: 'active', idealOn: '2026-03-11' }),
    ]
    const plan = planFollowUps(people, room)
    expect(Math.max(...perWeek(plan))).toBe(5)
    const firsts = [...plan].filter(([id]) => !id.startsWith('active'))
    expect(firsts.every(([, day]) => day <= '2026-04-03')).toBe(true)
    const chain = firsts.filter(([id]) => id.startsWith('extended')).map(([, day]) => day)
    expect(chain).toEqual(Array(4).fill('2026-04-03'))
  })

  it('lets those wait who can by their own measure', () => {
    const people = [
      ...many(5, { tier: 'extended', everyDays: 180, since: '2025-10-01', idealOn: '2026-03-30' }),
      ...many(5, { tier: 'inner', everyDays: 30, since: '2026-02-20', idealOn: '2026-03-22' }).map((one) => ({ ...one, idealOn: '2026-03-30' })), // prettier-ignore
    ]
    const plan = planFollowUps(people, room)
    for (const [id, day] of plan) expect([id, day < '2026-04-06']).toEqual([id, id.startsWith('inner')])
  })

  it('leaves what fell due on its day, and puts nobody into a week in which enough was spoken', () => {
    const due = waiting('due', { idealOn: '2026-02-10', plannedOn: '2026-02-12' })
    const plan = planFollowUps([due, waiting('next', { idealOn: '2026-03-05' })], { ...room, spokenThisWeek: 5 })
    expect(Object.fromEntries(plan)).toEqual({ due: '2026-02-12', next: '2026-03-09' })
  })
})

const anybody = fc
  .record({
    tier: fc.constantFrom(...tiers),
    since: fc.integer({ min: -400, max: 0 }),
    everyDays: fc.constantFrom(14, 30, 90, 180, 365),
    soon: fc.boolean(),
    onChain: fc.boolean(),
  })
  .map(({ since, ...one }) => {
    const from = addDays(today, since)
    const idealOn = addDays(from, one.everyDays)
    return { ...one, since: from, idealOn, latestOn: idealOn, earliestOn: one.soon ? addDays(from, 7) : idealOn }
  })
const people = fc
  .array(anybody, { maxLength: 60 })
  .map((those) => those.map((one, n) => waiting(String(n).padStart(3, '0'), one)))
const caps = fc.integer({ min: 1, max: 6 })

describe('any plan', () => {
  it('gives everybody one day that is not past nor too early, and no week more than the cap', () => {
    fc.assert(
      fc.property(people, caps, (those, cap) => {
        const plan = planFollowUps(those, { ...room, cap })
        expect(plan.size).toBe(those.length)
        expect(Math.max(0, ...perWeek(plan))).toBeLessThanOrEqual(cap)
        for (const { id, earliestOn } of those)
          expect(plan.get(id)! >= (earliestOn > today ? earliestOn : today)).toBe(true)
      }),
    )
  })

  it('is the same when it is made again, in whatever order people come', () => {
    fc.assert(
      fc.property(people, caps, (those, cap) => {
        const plan = planFollowUps(those, { ...room, cap })
        expect(planFollowUps(those.toReversed(), { ...room, cap })).toEqual(plan)
        const again = those.map((one) => ({ ...one, plannedOn: plan.get(one.id)! }))
        expect(planFollowUps(again, { ...room, cap })).toEqual(plan)
      }),
    )
  })

  it('has room for one more without moving anybody', () => {
    fc.assert(
      fc.property(people, anybody, caps, (those, another, cap) => {
        const load: Load = new Map()
        for (const day of planFollowUps(those, { ...room, cap }).values())
          load.set(weekOf(dayNumber(day)), (load.get(weekOf(dayNumber(day))) ?? 0) + 1)
        const { on } = placeFollowUp(waiting('another', another), { today, cap }, load)
        expect((load.get(weekOf(dayNumber(on))) ?? 0) < cap).toBe(true)
      }),
    )
  })
})

it('starves nobody: of 60 people with one follow-up a week each has theirs, in proportion to their cadence', () => {
  const everyDays = (n: number) => [30, 90, 180][n % 3]!
  const spoken = new Map(Array.from({ length: 60 }, (_, n) => [n, ['2026-01-05']]))
  let planned = new Map<string, string>()
  for (let week = 0; week < 300; week += 1) {
    const now = addDays('2026-01-05', week * 7)
    const those = [...spoken].map(([n, days]) => {
      const history = { addedOn: '2026-01-05', spokenOn: days, news: null, setOn: null, chosen: null }
      return { ...followUpOf(history, [everyDays(n)]), id: String(n), tier: 'active' as const, onChain: false, plannedOn: planned.get(String(n)) ?? null } // prettier-ignore
    })
    planned = planFollowUps(those, { today: now, cap: 1, spokenThisWeek: 0 })
    for (const [id, day] of planned)
      if (weekOf(dayNumber(day)) === weekOf(dayNumber(now))) spoken.get(Number(id))!.push(day)
  }
  const counts = [...spoken].map(([n, days]) => ({ every: everyDays(n), times: days.length - 1 }))
  expect(Math.min(...counts.map(({ times }) => times))).toBeGreaterThan(0)
  const average = (every: number) => counts.filter((one) => one.every === every).reduce((sum, { times }) => sum + times, 0) / 20 // prettier-ignore
  expect(average(30)).toBeGreaterThan(2 * average(90) * 0.9)
  // They are promised seven times as much as a week has: nobody waits for more than twice that, by their own measure.
  const waits = [...spoken].flatMap(([n, days]) =>
    days.slice(1).map((day, k) => daysBetween(days[k]!, day) / everyDays(n)),
  )
  expect(Math.max(...waits)).toBeLessThan(14)
})
