import { expect, test } from 'vitest'
import { companyWords } from './company-words.rules.ts'

test.each([
  ['A maker of hearing aids.', { company_is: 'a maker of hearing aids' }],
  ['an insurer', { company_is: 'an insurer' }],
  ['Makes hearing aids', { company_does: 'makes hearing aids' }],
  ['We make hearing aids.', { company_says: 'We make hearing aids' }],
  ['hearing aids for children', { company_field: 'hearing aids for children' }],
  ['Plants and seeds', { company_field: 'Plants and seeds' }],
  ['', {}],
  [null, {}],
])('%j', (description, words) => {
  expect(companyWords(description)).toEqual(words)
})
