import { expect, it } from 'vitest'
import { createSlots } from './slots.ts'

it('lets so many run at a time, in order, whether they fail or not', async () => {
  const slots = createSlots(2)
  const started: number[] = []
  let running = 0
  let most = 0
  const ends = await Promise.allSettled(
    [0, 1, 2, 3, 4, 5].map((n) =>
      slots(async () => {
        started.push(n)
        most = Math.max(most, ++running)
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
        if (n % 2) throw new Error('odd')
        return n
      }),
    ),
  )
  expect({ started, most }).toEqual({ started: [0, 1, 2, 3, 4, 5], most: 2 })
  expect(ends.map((end) => end.status === 'fulfilled')).toEqual([true, false, true, false, true, false])
})
