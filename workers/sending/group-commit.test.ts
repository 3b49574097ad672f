import { describe, expect, it } from 'vitest'
import { createGroupCommit } from './group-commit.ts'

describe('a group commit', () => {
  it('writes together what came in while the last group was written, in order', async () => {
    const groups: number[][] = []
    const { add } = createGroupCommit(async (group: number[]) => {
      groups.push(group)
      await Promise.resolve()
      return group.map((n) => n * 10)
    })
    expect(await Promise.all([1, 2, 3, 4].map(add))).toEqual([10, 20, 30, 40])
    expect(groups).toEqual([[1], [2, 3, 4]])
    expect(await add(5)).toBe(50)
  })

  it('keeps one that cannot be written from taking the others with it', async () => {
    const { add } = createGroupCommit(async (group: number[]) => {
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

  it('gathers until there are many, or somebody says that no more will come', async () => {
    const groups: number[][] = []
    const { add, flush } = createGroupCommit(
      async (group: number[]) => {
        groups.push(group)
        return group
      },
      { most: 3, withinMs: 3_600_000 },
    )
    await Promise.all([1, 2, 3].map(add))
    const rest = [4, 5].map(add)
    flush()
    await Promise.all(rest)
    expect(groups).toEqual([
      [1, 2, 3],
      [4, 5],
    ])
  })

  it('does not wait for others longer than it may', async () => {
    const { add } = createGroupCommit((group: number[]) => Promise.resolve(group), { most: 3, withinMs: 1 })
    expect(await add(1)).toBe(1)
  })
})
