import { Liquid } from 'liquidjs'
import type { Template } from 'liquidjs'
import { EitherTag } from './either-tag.rules.ts'
import type { View } from './view.rules.ts'
import { escapeMarkdown } from './letter-blocks.rules.ts'

/** A template read and checked: where its subject and body stand, and the language they are written in (BCP 47). */
export interface ParsedTemplate {
  subject: Template[]
  body: Template[]
  language: string
}

const liquid = lockedDown()

/** A template as it is written: Liquid in both, Markdown in the body. */
export interface TemplateSource {
  subject: string
  body: string
  /** BCP 47. */
  language: string
}

/** Reads a file: front matter (`subject`, `language`), then the body. Throws when there is no subject. */
export function readSource(file: string): TemplateSource {
  const [, head, body] = /^---\n(.*?)\n---\n(.*)$/su.exec(file.replaceAll('\r\n', '\n')) ?? []
  const header = (name: string) => new RegExp(`^${name}: (.+)$`, 'mu').exec(head ?? '')?.[1]
  const subject = header('subject')
  if (subject === undefined || body === undefined)
    throw new Error('a template starts with front matter that has a subject')
  return { subject, body, language: header('language') ?? 'en' }
}

/**
 * Makes a template ready to be filled. A line that holds nothing but tags leaves no line behind. Throws Liquid's error,
 * with line and column, when it cannot be read.
 */
export function parseSource({ subject, body, language }: TemplateSource): ParsedTemplate {
  const bare = body.replaceAll('\r\n', '\n')
  return {
    subject: liquid.parse(subject),
    body: liquid.parse(bare.replace(/^((?:[ \t]*\{%(?:(?!%\}).)*%\})+)$/gmu, (line) => line.replace(/-?%\}$/u, '-%}'))),
    language,
  }
}

/** What is wrong with the grammar of one output or tag; undefined when nothing is. */
export function grammarMistake(fragment: string): string | undefined {
  try {
    liquid.parse(fragment)
    return undefined
  } catch (error) {
    return wordsOf(error)
  }
}

/** An error's message without the place, which is told apart. */
export const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/, (?:file:.*?, )?line:\d+, col:\d+/gu, '') : 'It cannot be read.'

/**
 * Fills a template with what it may see: Markdown, in which every value is inert. Throws when it asks for anything
 * else: a hole never gets into a letter.
 */
export function fillTemplate(template: ParsedTemplate, view: View, seed: string): { subject: string; body: string } {
  const fill = (part: Template[]) => String(liquid.renderSync(part, view, { globals: { seed } }))
  return { subject: fill(template.subject), body: fill(template.body) }
}

/**
 * LiquidJS as it comes reads files and lets a missing variable pass as nothing. Ours sees the facts it is handed and
 * no more, and is bounded in size, memory and time (with room for a busy machine: the time is not what stops a bomb).
 */
function lockedDown(): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    outputEscape: escapeMarkdown,
    greedy: false,
    templates: {},
    parseLimit: 50_000,
    renderLimit: 2_000,
    memoryLimit: 1_000_000,
  })
  for (const tag of ['include', 'render', 'layout', 'block', 'raw', 'liquid']) delete engine.tags[tag]
  delete engine.filters.raw
  engine.registerTag('either', EitherTag)
  return engine
}
