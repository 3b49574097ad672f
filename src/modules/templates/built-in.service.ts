import { readFileSync } from 'node:fs'
import type { Stationery } from './stationery.rules.ts'
import { parseSource, readSource } from './template-engine.rules.ts'
import type { ParsedTemplate, TemplateSource } from './template-engine.rules.ts'
import { requiredFacts } from './template-facts.rules.ts'
import type { FactsOf, TemplateKind } from './template-facts.rules.ts'
import { renderLetter } from './templates.rules.ts'
import type { Rendered, RenderOptions } from './templates.rules.ts'

// Part of the program, like its modules: read once when it starts, so that a broken one stops the start and not a letter.
const sources = Object.fromEntries(
  Object.keys(requiredFacts).map((kind) => {
    const file = new URL(`built-in/${kind}.md`, import.meta.url)
    return [kind, readSource(readFileSync(file, 'utf8'))]
  }),
) as Record<TemplateKind, TemplateSource>
const builtIn = Object.fromEntries(
  Object.entries(sources).map(([kind, source]) => [kind, parseSource(source)]),
) as Record<TemplateKind, ParsedTemplate>

/** The built-in template of a kind as an editor reads it. */
export const builtInSource = (kind: TemplateKind): TemplateSource => sources[kind]

/** Renders `facts` with the built-in template of `kind`; see `renderLetter` for what comes back. Pure: no clock, no database. */
export function renderBuiltIn<K extends TemplateKind>(
  kind: K,
  facts: FactsOf[K],
  options: RenderOptions & { stationery?: Stationery },
): Rendered {
  return renderLetter(builtIn[kind], kind, facts, options)
}
