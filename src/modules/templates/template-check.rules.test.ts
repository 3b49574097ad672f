import { expect, test } from 'vitest'
import { builtInSource } from './built-in.service.ts'
import { checkTemplate } from './template-check.rules.ts'
import { requiredFacts, type TemplateKind } from './template-facts.rules.ts'
import { variablesOf } from './template-variables.rules.ts'

const kinds = Object.keys(requiredFacts) as TemplateKind[]

test.each(kinds)('the built-in %s has no mistakes', (kind) => {
  expect(checkTemplate(builtInSource(kind), variablesOf[kind])).toEqual([])
})
