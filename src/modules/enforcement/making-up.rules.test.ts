import { expect, it } from 'vitest'
import { isMadeUp, type MeasuredPeriod } from './making-up.rules.ts'

const period = (...targets: [achieved: number, target: number][]): MeasuredPeriod => ({
  commitmentId: 'talks',
  targets: targets.map(([achieved, target]) => ({ achieved, target })),
})

it('asks for all that was missing, target by target', () => {
  const owed = [period([1, 3], [0, 2]), period([3, 3], [1, 2])]
  expect(isMadeUp(owed, [])).toBe(false)
  expect(isMadeUp(owed, [period([9, 3], [2, 2])])).toBe(false)
  expect(isMadeUp(owed, [period([1, 3], [1, 2]), period([1, 3], [2, 2])])).toBe(true)
})

it('lets no other commitment stand in', () => {
  expect(isMadeUp([period([0, 1])], [{ ...period([5, 1]), commitmentId: 'letters' }])).toBe(false)
})
