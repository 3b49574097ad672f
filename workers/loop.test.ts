import { expect, it } from 'vitest'
import { startLoop } from './loop.ts'

const never = { name: 'testing', everyMs: 1_000_000, report: () => {} }
const aTurn = () => new Promise((resolve) => setImmediate(resolve))

it('goes on at once while there is more, then waits until it is woken', async () => {
  let steps = 0
  const loop = startLoop(async () => ++steps < 3, never)
  await aTurn()
  expect(steps).toBe(3)
  loop.wake()
  await aTurn()
  expect(steps).toBe(4)
  await loop.stop()
  loop.wake()
  await aTurn()
  expect(steps).toBe(4)
})

it('hears a call during a step', async () => {
  let steps = 0
  const first = Promise.withResolvers<boolean>()
  const loop = startLoop(() => (++steps === 1 ? first.promise : Promise.resolve(false)), never)
  loop.wake()
  first.resolve(false)
  await aTurn()
  expect(steps).toBe(2)
  await loop.stop()
})

it('says what went wrong and goes on', async () => {
  const reported: unknown[] = []
  const loop = startLoop(() => Promise.reject(new Error('away')), { ...never, report: (error) => reported.push(error) })
  await aTurn()
  loop.wake()
  await aTurn()
  expect(reported).toHaveLength(2)
  await loop.stop()
})
