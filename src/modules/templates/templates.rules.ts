import { announcementView } from './announcement-view.rules.ts'
import { ladderView } from './ladder-view.rules.ts'
import { linkView } from './link-view.rules.ts'
import type { AnyLinkFacts } from './link-view.rules.ts'
import { fillTemplate } from './template-engine.rules.ts'
import type { ParsedTemplate } from './template-engine.rules.ts'
import { requiredFacts } from './template-facts.rules.ts'
import type { CallScriptFacts, FactsOf, MissingFact, TemplateKind } from './template-facts.rules.ts'

/** What a template sees: names in snake case, values in the words of a letter. */
export type View = Readonly<Record<string, unknown>>

export type Rendered = { subject: string; text: string } | { missing: MissingFact[] }

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
  const view = viewOf(facts, { locale, language: template.language })
  const missing = Object.entries(requiredFacts[kind])
    .filter(([fact]) => view[snakeCase(fact)] === undefined)
    .map(([fact, why]) => ({ fact, why }))
  return missing.length > 0 ? { missing } : fillTemplate(template, view, seed)
}

function viewOf(
  facts: CallScriptFacts | AnyLinkFacts | FactsOf[TemplateKind],
  style: { locale: string; language: string },
): View {
  if ('accounts' in facts) return ladderView(facts, style)
  return 'link' in facts ? linkView(facts) : announcementView(facts, style)
}

function snakeCase(fact: string): string {
  return fact.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
