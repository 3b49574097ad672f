import { type Block, buttonsOf, type Inline, isBetweenLinks, readBlocks } from './letter-blocks.rules.ts'

/**
 * The plain text of a letter written in Markdown: paragraphs as one line each (the reader's program wraps), a backslash
 * at a line's end breaks the line, and so does a list item. A link that stands alone or at the end has a line of its
 * own: what it is for, then where it leads.
 */
export const letterText = (markdown: string): string => textOf(readBlocks(markdown))

/** As `letterText`, for what was read already. */
export const textOf = (blocks: readonly Block[]): string =>
  blocks
    .map(
      (block, index) => `${index === 0 ? '' : block.type === 'list' && block.follows ? '\n' : '\n\n'}${written(block)}`,
    )
    .join('')

function written(block: Block): string {
  switch (block.type) {
    case 'list':
      return block.items
        .map((item, index) => indented(block.ordered ? `${block.start + index}. ` : '- ', textOf(item)))
        .join('\n')
    case 'quote':
      return textOf(block.blocks)
    case 'rule':
      return '* * *'
    default:
      return lineOf(block.content)
  }
}

const indented = (mark: string, item: string): string =>
  `${mark}${item.replaceAll('\n', `\n${' '.repeat(mark.length)}`)}`.replaceAll(/^ +$/gmu, '')

function lineOf(content: readonly Inline[]): string {
  const buttons = buttonsOf(content)
  if (buttons.length === 1) return linkLine(buttons[0]!, ':\n')
  const end = content.findLastIndex((inline) => inline.type !== 'link' && !isBetweenLinks(inline)) + 1
  const links = content.slice(end).filter((inline) => inline.type === 'link')
  const words = tidy(content.slice(0, links.length > 0 ? end : undefined).map(inlineText).join('')) // prettier-ignore
  return [...(words === '' ? [] : [words]), ...links.map((link) => linkLine(link, ': '))].join('\n')
}

function linkLine({ href, content }: Extract<Inline, { type: 'link' }>, between: string): string {
  const words = plainWords(content)
  if (tells(words, href)) return words
  return words === href || words === '' ? href : `${words}${between}${bare(href)}`
}

/** Words alone, as a label or a subject has them. */
export const plainWords = (content: readonly Inline[]): string =>
  tidy(content.map((inline) => ('content' in inline ? plainWords(inline.content) : inlineText(inline))).join(''))

function inlineText(inline: Inline): string {
  switch (inline.type) {
    case 'text':
      return inline.text
    case 'break':
      return '\n'
    case 'link': {
      const words = plainWords(inline.content)
      return words === inline.href || words === bare(inline.href) || tells(words, inline.href)
        ? words
        : `${words} (${bare(inline.href)})`
    }
    default:
      return inline.content.map(inlineText).join('')
  }
}

/** Whether a number or an address that a tap calls or writes to stands in the words for it. */
const tells = (words: string, href: string): boolean =>
  /^(?:mailto|tel):/.test(href) && squeezed(words).includes(squeezed(decoded(bare(href))))
const decoded = (address: string): string => {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}
const squeezed = (text: string): string => text.replaceAll(/[\s().\-–/]/g, '').toLowerCase()

const bare = (href: string): string => href.replace(/^(?:mailto|tel):/, '')
const tidy = (words: string): string => words.replace(/ *\n */g, '\n').trim()
