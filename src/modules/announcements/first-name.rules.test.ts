import { expect, it } from 'vitest'
import { firstName } from './first-name.rules.ts'

it.each([
  ['Paula Okafor', 'Paula'],
  ['Dr. Anna Weiss', 'Anna'],
  ['Prof. Dr. Jens Holm', 'Jens'],
  ['Prof. Weiss', 'Prof. Weiss'],
  ['J. Karl Nowak', 'Karl'],
  ['Anne-Marie', 'Anne-Marie'],
  ['  ', null],
])('%s is called %s', (name, called) => {
  expect(firstName(name)).toBe(called)
})
