import { type Letter, writeLetter } from './letter.rules.ts'
import type { Stationery } from './stationery.rules.ts'
import type { ParsedTemplate } from './template-engine.rules.ts'
import { requiredFacts } from './template-facts.rules.ts'
import type { FactsOf, MissingFact, TemplateKind } from './template-facts.rules.ts'
import { snakeCase } from './template-variables.rules.ts'
import { viewOf } from './template-views.rules.ts'
import type { Style, View } from './view.rules.ts'

export type Rendered = Letter | { missing: MissingFact[] }

/** `seed` (the recipient's id) chooses among the variants; `locale` how dates are written. */
export interface RenderOptions {
  seed: string
  locale?: string
}

/** From one person to another, with nothing of the practice in it: who is coached keeps that to themselves. */
const personal: readonly TemplateKind[] = [
  'announcement',
  'announcement_insider',
  'call_script',
  'follow_up_suggestion',
]
/** About a user's own account, which is no practice's. */
const aboutAccounts: readonly TemplateKind[] = ['email_verification', 'password_reset']

/** Whether a letter is one from a person to another, in which nothing may stand that they did not choose. */
export const isPersonal = (kind: TemplateKind): boolean => personal.includes(kind)

/** What letters of `kind` are written on, in a practice that has this stationery; null for a plain one. */
export function stationeryOf(kind: TemplateKind, stationery: Stationery): Stationery | null {
  if (isPersonal(kind)) return null
  return aboutAccounts.includes(kind) ? {} : stationery
}

/** What a letter of `kind` may say of `facts`, or the required facts that are not there, all of them. */
export function readFacts<K extends TemplateKind>(
  kind: K,
  facts: FactsOf[K],
  style: Style,
): { view: View } | { missing: MissingFact[] } {
  const view = viewOf[kind](facts, style)
  const missing = Object.entries(requiredFacts[kind])
    .filter(([fact]) => view[snakeCase(fact)] === undefined)
    .map(([fact, why]) => ({ fact, why }))
  return missing.length > 0 ? { missing } : { view }
}

/**
 * Renders `facts` with a template of `kind`: subject, text and HTML of a letter. An optional fact that is missing takes
 * its sentence with it; for a required one there is no letter, but the list of all that are missing.
 */
export function renderLetter<K extends TemplateKind>(
  template: ParsedTemplate,
  kind: K,
  facts: FactsOf[K],
  { seed, locale = 'en', stationery = {} }: RenderOptions & { stationery?: Stationery },
): Rendered {
  const read = readFacts(kind, facts, { locale, language: template.language })
  if ('missing' in read) return read
  return writeLetter(template, read.view, { seed, stationery: stationeryOf(kind, stationery) })
}
