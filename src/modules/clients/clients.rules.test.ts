import { expect, test } from 'vitest'
import { fieldsOfTheCoach, mergeConsents } from './clients.rules.ts'

const given = { givenOn: '2026-03-01', how: 'by e-mail' }

test('a consent is given, replaced, left alone and withdrawn as a merge patch says', () => {
  const later = { givenOn: '2026-05-01', how: 'in a call' }
  expect(mergeConsents({}, { coachApprovesForMe: given })).toEqual({ coachApprovesForMe: given })
  expect(mergeConsents({ coachApprovesForMe: given }, { coachApprovesForMe: later })).toEqual({
    coachApprovesForMe: later,
  })
  expect(mergeConsents({ coachApprovesForMe: given }, {})).toEqual({ coachApprovesForMe: given })
  expect(mergeConsents({ coachApprovesForMe: given }, { coachApprovesForMe: null })).toEqual({})
})

test('a client changes how they live and what they agree to, not how they are known', () => {
  expect(fieldsOfTheCoach({ timeZone: 'Europe/Paris', locale: 'fr', digest: null, consents: {} })).toEqual([])
  expect(fieldsOfTheCoach({ digest: 'off', email: 'maya@example.test', name: 'Maya' })).toEqual(['email', 'name'])
})
