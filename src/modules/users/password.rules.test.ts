import fc from 'fast-check'
import { expect, it } from 'vitest'
import { weaknessOf } from './password.rules.ts'

const personal = ['Ada Brandt', 'ada.brandt@northlight.example', 'Northlight Coaching']

it.each([
  'aaaaaaaaaaaa', 'abababababab', 'xyzxyzxyzxyz', '1234567890', '0987654321', '3210987654', 'abcdefghijk', 'qwertyuiop',
  'poiuytrewq', 'asdfghjklas', 'Ada Brandt', 'adabrandt!', 'ada.brandt@northlight.example', 'northlight-coaching',
  'password123', 'Passw0rd123!', 'p@ssw0rd2024', 'P@$$w0rd!!', 'qwerty123456', '1q2w3e4r5t', 'iloveyou2024',
  'Welcome2024!', 'letmein12345', 'Summer2025!!', '123football', 'administrator', 'correcthorsebatterystaple',
])('refuses %s', (password) => {
  expect(weaknessOf(password, personal)).toBeDefined()
}) // prettier-ignore

it.each([
  'a lamp beside the piano',
  'quiet-otter-93-kite',
  'Ada Brandt walks at night',
  '🐎🔋📎🧷🌧️🎻🪴🧂🛶🪁',
  'пятнадцать слонов',
])('accepts %s', (password) => {
  expect(weaknessOf(password, personal)).toBeUndefined()
})

it('refuses every short pattern that is only repeated', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      fc.integer({ min: 10, max: 50 }),
      (unit, times) => {
        fc.pre(Array.from(unit).length === 1)
        expect(weaknessOf(unit.repeat(times), [])).toBeDefined()
      },
    ),
  )
})

it('refuses digits in a row from anywhere, in either direction', () => {
  fc.assert(
    fc.property(fc.nat(9), fc.integer({ min: 10, max: 40 }), fc.constantFrom(1, -1), (start, length, step) => {
      const digits = Array.from({ length }, (_, n) => (((start + step * n) % 10) + 10) % 10).join('')
      expect(weaknessOf(digits, [])).toBeDefined()
    }),
  )
})
