import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bar, clip, frame, hanging, wrap } from './typesetting.ts'

const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }).map((all) => all.join(' '))

describe('wrap', () => {
  it('loses no word and fills no line beyond the width', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 12, max: 80 }), (text, width) => {
        const lines = wrap(text, width)
        expect(lines.join(' ')).toBe(text)
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width)
      }),
    )
  })

  it('keeps blank lines, and a long word whole', () => {
    expect(wrap('one two\n\nhttps://cadre.example/l/long', 8)).toEqual(['one two', '', 'https://cadre.example/l/long'])
  })
})

it('sets further lines in under the first', () => {
  expect(hanging('✓ ', 'one two three', 9)).toEqual(['✓ one two', '  three'])
})

it('frames a sentence', () => {
  expect(frame('one two', 80)).toEqual(['╭───────────╮', '│  one two  │', '╰───────────╯'])
})

it('draws how much is done', () => {
  expect([bar(0, 4, 4), bar(1, 4, 4), bar(4, 4, 4), bar(9, 4, 4), bar(0, 0, 4)]).toEqual([
    '────',
    '━───',
    '━━━━',
    '━━━━',
    '━━━━',
  ])
})

it('clips what does not fit', () => {
  expect([clip('landing', 7), clip('landing', 5)]).toEqual(['landing', 'land…'])
})
