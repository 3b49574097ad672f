import type { TemplateKind } from './template-facts.rules.ts'
import { type Variable, variablesOf } from './template-variables.rules.ts'
import { bareAddress } from './letter-blocks.rules.ts'
import type { View } from './view.rules.ts'

/** The variables of a kind with an example of each, taken from `sample`. */
export function documented(kind: TemplateKind, sample: View) {
  return variablesOf[kind].map(({ fields, ...variable }) => ({
    ...withoutCompanion(variable),
    example: exampleOf(sample[variable.name]),
    ...(fields && { fields: fields.map(withoutCompanion) }),
  }))
}

const withoutCompanion = ({ name, type, meaning, required }: Variable) => ({ name, type, meaning, required })

function exampleOf(value: unknown): string | null {
  if (typeof value === 'string') return bareAddress(value)
  if (Array.isArray(value)) return value.length > 0 ? JSON.stringify(value[0]) : null
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : null
}
