import { describe, expect, it } from 'vitest'
import { createGroupCommit } from './group-commit.ts'

describe('a group commit', () => {
  it('writes together what came in while the last group was written, in order', async () => {
    const groups: number[][] = []
    const add = createGroupCommit(async (group: number[]) => {
      groups.push(group)
      await Promise.resolve()
      return group.map((n) => n * 10)
    })
    expect(await Promise.all([1, 2, 3, 4].map(add))).toEqual([10, 20, 30, 40])
    expect(groups).toEqual([[1], [2, 3, 4]])
    expect(await add(5)).toBe(50)
  })

  it('keeps one that cannot be written from taking the others with it', async () => {
    const add = createGroupCommit(async (group: number[]) => {
      if (group.includes(3)) throw new Error('three')
      return group
    })
    const ends = await Promise.allSettled([1, 2, 3, 4].map(add))
    expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : String(end.reason)))).toEqual([
      1,
      2,
      'Error: three',
      4,
    ])
  })
})
