import { expect, it } from 'vitest'
import { firstName } from './first-name.rules.ts'

it.each([
  ['Paula Okafor', 'Paula'],
  ['Dr. Anna Weiss', 'Anna'],
  ['Prof. Dr. Jens Holm', 'Jens'],
  ['Prof. Weiss', 'Prof. Weiss'],
  ['J. Karl Nowak', 'Karl'],
  ['Anne-Marie', 'Anne-Marie'],
  ['Weiss, Anna', 'Anna'],
  ['Weiss, Dr. Anna', 'Anna'],
  ['van der Berg, Jan', 'Jan'],
  ['Anna Weiss, PhD', 'Anna'],
  ['Dr. Weiss, Ph.D., MBA', 'Dr. Weiss'],
  ['Weiss, Anna, MD', 'Anna'],
  ['Chen, Ma', 'Ma'],
  ['Elizabeth "Liz, the Boss" Weiss', 'Elizabeth'],
  ['Weiss, Elizabeth (Liz)', 'Elizabeth'],
  ['J. R. Weiss', 'J. R. Weiss'],
  ['J.R. Weiss', 'J.R. Weiss'],
  ['van der Berg', 'van der Berg'],
  ['anna weiss', 'anna'],
  ['ANNA WEISS', 'Anna'],
  ['AJ WEISS', 'AJ'],
  ['王小明', '王小明'],
  ['anna.weiss@people.example', null],
  ['https://people.example/anna', null],
  ['  ', null],
])('%s is called %s', (name, called) => {
  expect(firstName(name)).toBe(called)
})
