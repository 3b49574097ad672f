import { renderBuiltIn } from '../../src/modules/templates/built-in.service.ts'
import type { Letter } from '../../src/modules/templates/letter.rules.ts'
import type { FactsOf, TemplateKind } from '../../src/modules/templates/template-facts.rules.ts'
import { samples } from '../../src/modules/templates/template-samples.rules.ts'

const stationery = {
  practiceName: 'Harbour Coaching',
  accentColor: '#1d5c4d',
  postalAddress: '12 Quay Street\nPortsmouth PO1 3AX',
} as const

/** The kinds of letters that are mailed. */
export const mailedKinds = (Object.keys(samples) as TemplateKind[]).filter(
  (kind) => kind !== 'call_script' && kind !== 'follow_up_suggestion',
)

/** The built-in letter of a kind, of its sample or of other facts, as a practice with stationery sends it. */
export function letterOf<K extends TemplateKind>(kind: K, facts: FactsOf[K] = samples[kind]): Letter {
  const rendered = renderBuiltIn(kind, facts, { seed: 'sample', stationery })
  if ('missing' in rendered) throw new Error(`the ${kind} lacks ${rendered.missing.map(({ fact }) => fact).join()}`)
  return rendered
}
