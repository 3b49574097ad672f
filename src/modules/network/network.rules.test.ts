import { expect, it } from 'vitest'
import { madeUpPeople } from '../../../test/support/made-up-network.ts'
import { chainTo, chooseConnected } from './network.rules.ts'

it('chooses nobody without those who led to them, and never more than are wanted', () => {
  const people = madeUpPeople(200)
  const all = new Map(people.map((person) => [person.contactId, person]))
  for (const limit of [1, 7, 60, 199, 200, 500]) {
    const chosen = chooseConnected(people, limit)
    expect(chosen).toHaveLength(Math.min(limit, 200))
    const ids = new Set(chosen.map(({ contactId }) => contactId))
    for (const { contactId } of chosen) expect(chainTo(all, contactId).every((id) => ids.has(id))).toBe(true)
  }
})

it('takes first whoever led to a job', () => {
  const people = madeUpPeople(100)
  const all = new Map(people.map((person) => [person.contactId, person]))
  const last = people.findLast(({ introducerContactId }) => introducerContactId !== null)!
  const chain = chainTo(all, last.contactId)
  expect(chooseConnected(people, chain.length, [last.contactId]).map(({ contactId }) => contactId)).toEqual(chain)
})

it('comes to an end even where introductions run in a circle', () => {
  const people = madeUpPeople(3).map((person, index) => ({
    ...person,
    introducerContactId: `contact-${(index + 2) % 3}`,
  }))
  const all = new Map(people.map((person) => [person.contactId, person]))
  expect(chainTo(all, 'contact-2')).toEqual(['contact-0', 'contact-1', 'contact-2'])
  expect(chooseConnected(people, 3)).toHaveLength(3)
})
