import { letterHtml } from '../../infra/mail/letter.ts'
import { fillTemplate } from './template-engine.rules.ts'
import type { ParsedTemplate } from './template-engine.rules.ts'
import { requiredFacts } from './template-facts.rules.ts'
import type { FactsOf, MissingFact, TemplateKind } from './template-facts.rules.ts'
import { viewOf } from './template-views.rules.ts'

/** A letter, ready to be sent: `text` and `html` say the same. */
export interface Letter {
  subject: string
  text: string
  html: string
}

export type Rendered = Letter | { missing: MissingFact[] }

/** `seed` (the recipient's id) chooses among the variants; `locale` how dates are written. */
export interface RenderOptions {
  seed: string
  locale?: string
}

/**
 * Renders `facts` with a template of `kind`: the subject, and the plain text of a letter (not escaped for HTML), with
 * paragraphs parted by a blank line. An optional fact that is missing takes its sentence with it; for a required one
 * there is no text, but the list of all that are missing.
 */
export function renderLetter<K extends TemplateKind>(
  template: ParsedTemplate,
  kind: K,
  facts: FactsOf[K],
  { seed, locale = 'en' }: RenderOptions,
): Rendered {
  const view = viewOf[kind](facts, { locale, language: template.language })
  const missing = Object.entries(requiredFacts[kind])
    .filter(([fact]) => view[snakeCase(fact)] === undefined)
    .map(([fact, why]) => ({ fact, why }))
  if (missing.length > 0) return { missing }
  const { subject, text } = fillTemplate(template, view, seed)
  return { subject, text, html: letterHtml(text, { lang: template.language }) }
}

function snakeCase(fact: string): string {
  return fact.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
