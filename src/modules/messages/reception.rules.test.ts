import { expect, it } from 'vitest'
import { whyToStop } from './reception.rules.ts'

it.each([
  [{ messages: 500, bounced: 26, complained: 0 }, 'bounces'],
  [{ messages: 500, bounced: 25, complained: 0 }, undefined],
  [{ messages: 500, bounced: 0, complained: 2 }, 'complaints'],
  [{ messages: 500, bounced: 30, complained: 2 }, 'complaints'],
  // Nobody's list is so clean that one of ten could not have moved, or pressed the wrong button.
  [{ messages: 10, bounced: 4, complained: 1 }, undefined],
  [{ messages: 10, bounced: 5, complained: 1 }, 'bounces'],
  [{ messages: 0, bounced: 0, complained: 0 }, undefined],
])('%j stops for %s', (reception, why) => {
  expect(whyToStop(reception)).toBe(why)
})
