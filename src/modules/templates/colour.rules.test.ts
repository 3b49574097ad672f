import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Colour, contrast, inkOn, readableOn } from './colour.rules.ts'

const colour = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(255))
  .map((channels): Colour => `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`)

test('contrast is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
  expect(contrast('#1d5c4d', '#1d5c4d')).toBe(1)
})

test('whatever colour a practice chooses, what is written in it and on it can be read', () => {
  fc.assert(
    fc.property(colour, fc.constantFrom<Colour>('#ffffff', '#1e2124'), (chosen, paper) => {
      expect(contrast(inkOn(chosen), chosen)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(readableOn(chosen, paper), paper)).toBeGreaterThanOrEqual(4.5)
    }),
    { numRuns: 1000 },
  )
})

test('a colour that can be read stays as it is', () => {
  expect(readableOn('#1d5c4d', '#ffffff')).toBe('#1d5c4d')
})
