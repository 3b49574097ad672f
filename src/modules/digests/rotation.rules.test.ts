import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '../../infra/time/calendar.ts'
import { chooseForDigest, mostPeople } from './rotation.rules.ts'

const person = (n: number, due: number) => ({ contactId: `c${n}`, nextFollowUpOn: addDays('2026-01-01', due) })

/** Weekly digests for somebody who acts on none of them. @returns whom each named */
function weeks(count: number, dueInDays: readonly number[], everyDays = 7): string[][] {
  const namedOn = new Map<string, string>()
  return Array.from({ length: count }, (_, week) => {
    const day = addDays('2026-03-02', week * everyDays)
    const due = dueInDays.map((inDays, n) => person(n, inDays)).filter(({ nextFollowUpOn }) => nextFollowUpOn <= day)
    const chosen = chooseForDigest(due, { namedOn, today: day })
    for (const { contactId } of chosen) namedOn.set(contactId, day)
    return chosen.map(({ contactId }) => contactId)
  })
}

test('twenty people who are all overdue come in turn, none twice before all were named', () => {
  const named = weeks(
    3,
    Array.from({ length: 20 }, (_, n) => n),
  )
  expect(named.map((one) => one.length)).toEqual([7, 7, 7])
  expect(new Set(named.flat()).size).toBe(20)
})

test('who is named stand in the order of the list', () => {
  const list = [person(3, 9), person(1, 2), person(2, 5)]
  expect(chooseForDigest(list, { namedOn: new Map(), today: '2026-02-01' }).map(({ contactId }) => contactId)).toEqual([
    'c3',
    'c1',
    'c2',
  ])
})

test('law: nobody starves: whoever is due is named within as many digests as the queue before them takes', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(59), { minLength: 1, maxLength: 60 }), (dueInDays) => {
      const rounds = Math.ceil(dueInDays.length / mostPeople)
      const named = weeks(3 * rounds, dueInDays)
      for (let start = 0; start + rounds < named.length; start += 1) {
        expect(new Set(named.slice(start, start + rounds + 1).flat()).size).toBe(dueInDays.length)
      }
    }),
  )
})

test('law: nobody comes two weeks in a row, however few are due', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(59), { minLength: 1, maxLength: 60 }), (dueInDays) => {
      const named = weeks(8, dueInDays)
      for (const [n, people] of named.slice(1).entries()) {
        expect(people.filter((one) => named[n]!.includes(one))).toEqual([])
      }
    }),
  )
})

test('who comes every fortnight or less often names them all each time', () => {
  expect(weeks(3, [1, 2, 3, 4], 14).map((one) => one.length)).toEqual([4, 4, 4])
  expect(weeks(4, [1, 2, 3, 4]).map((one) => one.length)).toEqual([4, 0, 4, 0])
})

test('who was put off, or was only near, comes when they fall due, however lately they were named', () => {
  const named = { namedOn: new Map([['c1', '2026-03-02']]), today: '2026-03-09' }
  const of = (nextFollowUpOn: string) => chooseForDigest([{ contactId: 'c1', nextFollowUpOn }], named).length
  expect(['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-09', '2026-03-10'].map(of)).toEqual([0, 0, 1, 1, 0])
})
