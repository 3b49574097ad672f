import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printedLetter } from './printed-letter.rules.ts'

const letter = { from: 'Nadia Brandt', to: 'Maria', date: 'November 24, 2026', lang: 'en' }

test('a letter has its sheet, its writer, its day and its paragraphs', () => {
  const page = printedLetter({ ...letter, text: 'Dear Maria,\n\nit worked.\nReally.\n\nNadia' })
  expect(page).toContain('@page{margin')
  expect(page).toContain('<header><p>Nadia Brandt<br>\nNovember 24, 2026</p></header>')
  expect(page).toContain('<p dir="auto">it worked.<br>\nReally.</p>')
})

test('whatever somebody wrote is text and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, name) => {
      const page = printedLetter({ ...letter, from: name, text: `<b>${text}<script>` })
      expect(page.match(/<(?!\/?(?:html|head|meta|title|style|body|header|main|p|br)\b|!doctype)/g)).toBeNull()
    }),
  )
})
