import { expect, test } from 'vitest'
import { tallyByContact } from './tally.rules.ts'

test('adds up what each contact was part of, in the order of their ids', () => {
  const [early, late] = [new Date('2025-01-01T10:00Z'), new Date('2025-02-01T10:00Z')]
  const [ana, bo] = [{ contactId: 'a' }, { contactId: 'b' }]
  expect([
    ...tallyByContact([
      { type: 'video_call', occurredAt: late, minutes: 20, contacts: [bo, ana] },
      { type: 'event', occurredAt: early, minutes: null, contacts: [ana] },
      { type: 'letter', occurredAt: early, minutes: 5, contacts: [ana] },
    ]),
  ]).toEqual([
    ['a', { first: early, last: late, interactions: 3, calls: 1, emails: 0, meetings: 1, minutes: 25 }],
    ['b', { first: late, last: late, interactions: 1, calls: 1, emails: 0, meetings: 0, minutes: 20 }],
  ])
})
