import type { PracticeTrx } from '../../infra/db/scope.ts'
import { renderBuiltIn } from './built-in.service.ts'
import type { FactsOf, TemplateKind } from './template-facts.rules.ts'
import type { Letter } from './letter.rules.ts'
import type { Rendered, RenderOptions } from './templates.rules.ts'

/**
 * Renders `facts` as the practice's letter of `kind`: every letter is made here. What comes back has the subject, the
 * plain text and the HTML of one letter; or, when a required fact is missing, the list of all that are.
 */
export async function renderFor<K extends TemplateKind>(
  _trx: PracticeTrx,
  kind: K,
  facts: FactsOf[K],
  options: RenderOptions,
): Promise<Rendered> {
  return renderBuiltIn(kind, facts, options)
}

/** As `renderFor`, for a letter whose facts are always there. @throws Error that names the facts which were not */
export async function letterFor<K extends TemplateKind>(
  trx: PracticeTrx,
  kind: K,
  facts: FactsOf[K],
  options: RenderOptions,
): Promise<Letter> {
  const rendered = await renderFor(trx, kind, facts, options)
  if ('missing' in rendered) throw new Error(`a ${kind} lacks ${rendered.missing.map(({ fact }) => fact).join()}`)
  return rendered
}
