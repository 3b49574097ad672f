import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asName, asPhrase, lowerFirst, oneLine } from './plain-words.rules.ts'

test.each([
  ['  Bea\r\n\tOhlin ', 'Bea Ohlin'],
  ['Acme\u200b\u202e Inc.', 'Acme Inc.'],
  ['\ud800x', '\ufffdx'],
  ['👩‍🔬', '👩‍🔬'],
  ['…', undefined],
  [' . ', undefined],
  ['', undefined],
  [null, undefined],
])('%j is the line %j', (typed, line) => {
  expect(oneLine(typed)).toBe(line)
})

test('names and phrases lose what would collide with the sentence around them', () => {
  expect(asName('Maria,')).toBe('Maria')
  expect(asName('Acme Inc.')).toBe('Acme Inc.')
  expect(asPhrase('- "Lead with results."')).toBe('Lead with results')
  expect(asPhrase('why me?')).toBe('why me?')
})

test('only an ordinary first word is lowered', () => {
  expect(['Lead with', 'CV first', 'LinkedIn', 'I was', 'Ärzte'].map(lowerFirst)).toEqual([
    'lead with',
    'CV first',
    'LinkedIn',
    'I was',
    'ärzte',
  ])
})

const anyCodePoint = fc.oneof(
  fc.nat(0x10ffff).map((code) => String.fromCodePoint(code)),
  fc.constantFrom(' ', '\n', '\u00a0', '\u200b', '.', 'a'),
)

test('a line is a fixed point: cleaning it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCodePoint }), (typed) => {
      const line = oneLine(typed)
      expect(oneLine(line)).toBe(line)
      expect(line ?? '').not.toMatch(/\s\s|\p{Cc}|^\s|\s$/u)
    }),
  )
})
