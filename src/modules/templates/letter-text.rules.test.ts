import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeMarkdown } from './letter-blocks.rules.ts'
import { letterText } from './letter-text.rules.ts'

test('paragraphs are one line each, hard breaks and list items lines of their own', () => {
  const markdown = '\n\nOne.\nTwo.  Three.\n\n \n- a\n- b\n  goes on\n\nWarmly,\\\nNadia\n'
  expect(letterText(markdown)).toBe('One. Two. Three.\n\n- a\n- b goes on\n\nWarmly,\nNadia')
})

test.each([
  ['Acme Inc.', 'at Acme Inc. Next'],
  ['Yahoo!', 'at Yahoo! Next'],
  ['Wait…', 'at Wait… Next'],
  ['“Stop.”', 'at “Stop.” Next'],
  ['a (b.)', 'at a (b.) Next'],
  ['C:\\', 'at C:\\. Next'],
  ['a..', 'at a.. Next'],
])('%j ends a sentence with one mark', (value, text) => {
  expect(letterText(`at ${escapeMarkdown(value)}. Next`)).toBe(text)
})

test('any value on one line comes out as it went in, wherever it stands', () => {
  const value = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .map((text) => text.replace(/\s+/gu, ' ').trim())
    .filter((text) => text !== '')
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(letterText(`${escapeMarkdown(a)}\n\n${escapeMarkdown(b)}\\\n${escapeMarkdown(a)} end`)).toBe(
        `${a}\n\n${b}\n${a} end`,
      )
    }),
  )
})
