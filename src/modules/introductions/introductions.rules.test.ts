import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describePath, type Edge, findPath } from './introductions.rules.ts'

const edge = (introducerContactId: string, introducedContactId: string): Edge => ({
  introducerContactId,
  introducedContactId,
})
const person = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
const attempts = fc.array(fc.tuple(person, person), { maxLength: 40 })

/** Kahn: a graph without a circle can be taken apart from its roots. */
function hasCircle(edges: Edge[]): boolean {
  let left = edges
  for (;;) {
    const introduced = new Set(left.map((one) => one.introducedContactId))
    const next = left.filter((one) => introduced.has(one.introducerContactId))
    if (next.length === left.length) return left.length > 0
    left = next
  }
}

describe('findPath', () => {
  it('goes the shortest way', () => {
    const edges = [edge('a', 'b'), edge('b', 'c'), edge('c', 'd'), edge('a', 'c')]
    expect(findPath(edges, 'a', 'd')).toEqual(['a', 'c', 'd'])
    expect(findPath(edges, 'd', 'a')).toBeUndefined()
    expect(findPath([], 'a', 'a')).toEqual(['a'])
  })

  it('takes only steps that were introductions', () =>
    fc.assert(
      fc.property(attempts, person, person, (pairs, from, to) => {
        const path = findPath(
          pairs.map(([a, b]) => edge(a, b)),
          from,
          to,
        )
        if (!path) return
        expect([path[0], path.at(-1)]).toEqual([from, to])
        for (const [index, step] of path.slice(1).entries()) expect(pairs).toContainEqual([path[index], step])
      }),
    ))

  it('refuses exactly the introductions that would close a circle', () =>
    fc.assert(
      fc.property(attempts, (pairs) => {
        const kept: Edge[] = []
        for (const [a, b] of pairs) {
          const closes = findPath(kept, b, a) !== undefined
          expect(closes).toBe(hasCircle([...kept, edge(a, b)]))
          if (!closes) kept.push(edge(a, b))
        }
        expect(hasCircle(kept)).toBe(false)
      }),
    ))
})

describe('describePath', () => {
  it('tells the circle', () =>
    expect(describePath(['Ben', 'Cleo', 'Ana'])).toBe('Ben introduced Cleo, who introduced Ana.'))
})
