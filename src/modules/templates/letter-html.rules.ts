import { escapeHtml } from '../../infra/mail/letter.ts'
import { type Block, buttonsOf, type Inline } from './letter-blocks.rules.ts'
import { plainWords } from './letter-text.rules.ts'
import type { Look } from './stationery.rules.ts'

/**
 * The HTML of a letter's blocks: no tag or attribute in it comes from a template or a value.
 *
 * @param look the style of each element, for programs that leave style sheets out
 */
export function htmlOf(blocks: readonly Block[], look: Look): string {
  let buttons = 0
  const styled = (name: keyof Look) => `style="${look[name]}"`
  return blocks.map((block) => written(block)).join('\n')

  function written(block: Block): string {
    switch (block.type) {
      case 'paragraph': {
        const links = buttonsOf(block.content)
        return links.length > 0 && links.every(({ content }) => !isAddress(plainWords(content)))
          ? buttonRow(links)
          : `<p dir="auto" ${styled('paragraph')}>${inlineHtml(block.content)}</p>`
      }
      case 'heading':
        return `<h${block.level} dir="auto" ${styled(`heading${block.level}`)}>${inlineHtml(block.content)}</h${block.level}>`
      case 'list': {
        const tag = block.ordered ? 'ol' : 'ul'
        const start = block.ordered && block.start !== 1 ? ` start="${block.start}"` : ''
        const items = block.items.map((item) => `<li dir="auto" ${styled('item')}>${item.map(inItem).join('\n')}</li>`)
        return `<${tag}${start} ${styled('list')}>\n${items.join('\n')}\n</${tag}>`
      }
      case 'quote':
        return `<blockquote ${styled('quote')}>${block.blocks.map(written).join('\n')}</blockquote>`
      case 'rule':
        return `<hr ${styled('rule')}>`
    }
  }

  /** An item's only paragraph needs none of its own; its links stay in the line. */
  function inItem(block: Block, index: number): string {
    return block.type === 'paragraph' && index === 0 ? inlineHtml(block.content) : written(block)
  }

  /** The first button of a letter is the one thing to do. Under a single one stands where it leads. */
  function buttonRow(links: Extract<Inline, { type: 'link' }>[]): string {
    const row = links.map((link) => {
      const name = buttons === 0 ? 'button' : 'quiet'
      buttons += 1
      return `<a class="${name}" ${styled(name)} href="${escapeHtml(link.href)}">${inlineHtml(link.content)}</a>`
    })
    const host = links.length === 1 ? URL.parse(links[0]!.href)?.host : undefined
    const where = host ? `<br>\n<span class="muted" ${styled('where')}>${escapeHtml(host)}</span>` : ''
    return `<p ${styled('paragraph')}>${row.join(' ')}${where}</p>`
  }
}

function inlineHtml(content: readonly Inline[]): string {
  return content.map(inlineTag).join('')
}

function inlineTag(inline: Inline): string {
  switch (inline.type) {
    case 'text':
      // The words beside a bar say the same, and better to whoever listens.
      return escapeHtml(inline.text).replace(/[■□]{3,}/g, '<span aria-hidden="true">$&</span>')
    case 'break':
      return '<br>\n'
    case 'link':
      return `<a href="${escapeHtml(inline.href)}">${inlineHtml(inline.content)}</a>`
    default:
      return `<${inline.type}>${inlineHtml(inline.content)}</${inline.type}>`
  }
}

const isAddress = (words: string): boolean => URL.canParse(words)
