import { Lexer, type Token, type Tokens } from 'marked'

/** A letter's Markdown as what its text and its HTML are both written from, so that they say the same. */
export type Block =
  | { type: 'paragraph'; content: Inline[] }
  | { type: 'heading'; level: 1 | 2 | 3; content: Inline[] }
  /** `follows`: it belongs to the paragraph above it, with no blank line between. */
  | { type: 'list'; ordered: boolean; start: number; follows: boolean; items: Block[][] }
  | { type: 'quote'; blocks: Block[] }
  | { type: 'rule' }

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'break' }
  | { type: 'strong' | 'em'; content: Inline[] }
  | { type: 'link'; href: string; content: Inline[] }

/** Stands before a value that begins with a digit, which would otherwise begin a list ("2026."). No value has one: `oneLine`. */
const joiner = '\u2060'
/** What an address for a link begins with. No other value has one, for `oneLine` takes out control characters. */
const addressMark = '\u0001'

/**
 * Makes a value inert in Markdown (CommonMark's backslash escapes): whatever somebody is called, it stays text. The
 * escapes also tell the value's punctuation from the template's, which `readBlocks` needs at the seam of the two.
 *
 * @throws Error for what has no words: a list, a yes or no
 */
export function escapeMarkdown(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw new TypeError('this has no words of its own')
  const words = String(value)
  if (words.startsWith(addressMark)) return linkable(words.slice(1)) ?? escapeMarkdown(words.slice(1))
  return words.replace(/[!-/:-@[-`{-~]/g, '\\$&').replace(/^(?=\d)/u, joiner)
}

/** An http or https address as a view hands it to a template, where it may stand alone or in a link; undefined for any other. */
export function webAddress(link: string | null | undefined): string | undefined {
  const url = link ? URL.parse(link) : null
  return url && /^https?:$/.test(url.protocol) ? `${addressMark}${url.href}` : undefined
}

/** As `webAddress`, for what a tap calls; undefined for what is no number. */
export function phoneAddress(phone: string | null | undefined): string | undefined {
  const digits = phone?.replaceAll(/[\s().\-–/]/g, '') ?? ''
  return /^\+?\d{5,15}$/.test(digits) ? `${addressMark}tel:${digits}` : undefined
}

/** As `webAddress`, for what begins an e-mail; undefined for what is no address. */
export function mailAddress(email: string | null | undefined): string | undefined {
  const address = email?.isWellFormed() ? encodeURIComponent(email).replace('%40', '@') : ''
  return /^[^@]+@[^@]+$/.test(address) ? `${addressMark}mailto:${address}` : undefined
}

/** What `webAddress` made, as people read it; any other value stays as it is. */
export const bareAddress = (value: string): string => (value.startsWith(addressMark) ? value.slice(1) : value)

/** In pointed brackets an address is a link of its own, and a destination in `[words]( … )` as well. */
function linkable(address: string): string | undefined {
  return /^(?:https?:\/\/|mailto:|tel:)[^\s<>\\]+$/.test(address) ? `<${address}>` : undefined
}

/**
 * Reads the Markdown of a letter: paragraphs, lists, headings, emphasis, links; HTML in it is text. A sentence that
 * ends with a value which brought its own full stop ("Acme Inc.") gets no second one.
 */
export function readBlocks(markdown: string): Block[] {
  const source = markdown
    .replace(/((?:\\[.!?]|…)(?:\\["')\]]|[”’»])*)\./gu, '$1')
    .split('\n')
    // Two blanks at a line's end and four at its beginning are nothing that anybody means.
    .map((line) => line.replace(/[ \t]+$/u, '').replace(/^[ \t]+(?!(?:[-*+]|\d{1,9}[.)])[ \t])/u, ''))
    .join('\n')
  return blocksOf(new Lexer({ gfm: true }).lex(source))
}

function blocksOf(tokens: Token[]): Block[] {
  return tokens.flatMap((token, index) => blockOf(token as Tokens.Generic, tokens[index - 1]))
}

function blockOf(token: Tokens.Generic, before: Token | undefined): Block[] {
  switch (token.type) {
    case 'space':
    case 'def':
      return []
    case 'heading':
      return [
        {
          type: 'heading',
          level: Math.min((token as Tokens.Heading).depth, 3) as 1 | 2 | 3,
          content: inlines(token.tokens),
        },
      ]
    case 'list': {
      const { ordered, start, items } = token as Tokens.List
      const follows = before?.type === 'paragraph' || before?.type === 'text'
      return [
        {
          type: 'list',
          ordered,
          start: Number(start) || 1,
          follows,
          items: items.map((item) => blocksOf(item.tokens)),
        },
      ]
    }
    case 'blockquote':
      return [{ type: 'quote', blocks: blocksOf(token.tokens ?? []) }]
    case 'hr':
      return [{ type: 'rule' }]
    default: {
      const content = token.tokens ? inlines(token.tokens) : text(String(token['text'] ?? token.raw))
      return content.length > 0 ? [{ type: 'paragraph', content }] : []
    }
  }
}

function inlines(tokens: Token[] = []): Inline[] {
  return tokens.flatMap((token): Inline[] => {
    switch (token.type) {
      case 'br':
        return [{ type: 'break' }]
      case 'strong':
      case 'em':
        return [{ type: token.type, content: inlines(token.tokens) }]
      case 'link': {
        const href = safeAddress((token as Tokens.Link).href)
        const content = inlines(token.tokens)
        return href === undefined ? content : [{ type: 'link', href, content }]
      }
      case 'escape':
      case 'codespan':
        return text((token as Tokens.Escape).text, false)
      case 'text':
        return token.tokens ? inlines(token.tokens) : text((token as Tokens.Text).text)
      default:
        return 'tokens' in token && token.tokens ? inlines(token.tokens) : text(token.raw)
    }
  })
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0' }

function text(words: string, isMarkdown = true): Inline[] {
  const read = isMarkdown
    ? words.replace(/&(amp|lt|gt|quot|nbsp);/g, (_, name: string) => entities[name]!).replace(/[ \t\n]+/g, ' ')
    : words
  const shown = read.replaceAll(joiner, '')
  return shown === '' ? [] : [{ type: 'text', text: shown }]
}

/** An address that a link may lead to; escaping alone does not make one safe. */
function safeAddress(href: string): string | undefined {
  const url = URL.parse(href)
  return url && /^(?:https?|mailto|tel):$/.test(url.protocol) ? url.href : undefined
}

/** A paragraph of links and nothing else is a row of buttons. */
export function buttonsOf(content: readonly Inline[]): Extract<Inline, { type: 'link' }>[] {
  const links = content.filter((inline) => inline.type === 'link')
  return links.length > 0 && content.every((inline) => inline.type === 'link' || isBetweenLinks(inline)) ? links : []
}

/** What may stand between two links that belong together. */
export const isBetweenLinks = (inline: Inline): boolean =>
  inline.type === 'break' || (inline.type === 'text' && /^[\s·|,]*$/u.test(inline.text))
