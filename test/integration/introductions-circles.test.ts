import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Edge, findPath } from '../../src/modules/introductions/introductions.rules.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'

let api: TestApi
let practice: TestPractice
let list: string

beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
  const maya = { name: 'Maya', email: 'maya@example.test', timeZone: 'Europe/Stockholm' }
  const client = await api.call('POST', '/v1/clients', { as: practice.owner, body: maya })
  list = `/v1/clients/${client.json<{ id: string }>().id}/contacts`
})
afterAll(() => api.stop())

const addPeople = (count: number) =>
  Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const response = await api.call('POST', list, { as: practice.owner, body: { name: `Person ${n}` } })
      return response.json<{ id: string }>().id
    }),
  )

async function introduce(introducer: string, introducedContactId: string): Promise<number> {
  const url = `/v1/contacts/${introducer}/introductions`
  return (await api.call('POST', url, { as: practice.owner, body: { introducedContactId } })).statusCode
}

describe('introductions never run in a circle', () => {
  it('as the rule says, in any order of introductions', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(fc.nat(4), fc.nat(4)), { maxLength: 15, selector: String }),
        async (pairs) => {
          const people = await addPeople(5)
          const kept: Edge[] = []
          for (const [from, to] of pairs) {
            const [introducerContactId, introducedContactId] = [people[from]!, people[to]!]
            const closes = findPath(kept, introducedContactId, introducerContactId) !== undefined
            const expected = from === to ? 422 : closes ? 409 : 201
            expect(await introduce(introducerContactId, introducedContactId)).toBe(expected)
            if (!closes) kept.push({ introducerContactId, introducedContactId })
          }
        },
      ),
      { numRuns: 15 },
    ))

  it('when two people introduce each other at once: exactly one does', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [ana, bo] = await addPeople(2)
      const statuses = await Promise.all([introduce(ana!, bo!), introduce(bo!, ana!)])
      expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 409])
    }
  })

  it('when a ring of people is introduced at once: all but one are', async () => {
    const people = await addPeople(6)
    const statuses = await Promise.all(people.map((person, n) => introduce(person, people[(n + 1) % 6]!)))
    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 201, 201, 201, 201, 409])
  })
})
