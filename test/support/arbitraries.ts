import fc from 'fast-check'
import { type Document, resolveSchema, type Schema } from '../../src/http/openapi/document.ts'
import type { DescribedOperation, SampleRequest } from './requests.ts'
import { bodySchemaOf, parametersOf } from './requests.ts'
import type { Ids } from './sample.ts'

/** Requests of an operation that its schema allows, some of them about things that exist. */
export function requestsOf(document: Document, described: DescribedOperation, ids: Ids): fc.Arbitrary<SampleRequest> {
  const known = Object.values(ids).flat()
  const values = (where: 'path' | 'query') => {
    const parameters = parametersOf(described).filter((parameter) => parameter.in === where)
    const fields = parameters.map(({ name, schema }) => [name, valuesOf(document, schema, known).map(String)] as const)
    const requiredKeys = parameters.filter(({ required }) => required).map(({ name }) => name)
    return fc.record(Object.fromEntries(fields), { requiredKeys, noNullPrototype: true })
  }
  const body = bodySchemaOf(described)
  return fc.record({
    method: fc.constant(described.method),
    path: values('path'),
    query: values('query'),
    headers: fc.constant<Record<string, string>>('428' in described.operation.responses ? { 'if-match': '*' } : {}),
    body: body ? valuesOf(document, body, known) : fc.constant(undefined),
  })
}

/** Values that a schema allows, short ones mostly and the longest sometimes. */
function valuesOf(document: Document, schema: Schema, known: string[]): fc.Arbitrary<unknown> {
  const found = resolveSchema(document, schema)
  const branches = (found['anyOf'] ?? found['oneOf']) as Schema[] | undefined
  if (branches) return fc.oneof(...branches.map((branch) => valuesOf(document, branch, known)))
  if ('const' in found) return fc.constant(found['const'])
  if (found['enum']) return fc.constantFrom(...(found['enum'] as unknown[]))
  const min = (keyword: string, otherwise: number) => Number(found[keyword] ?? otherwise)
  switch (found.type) {
    case 'object': {
      const fields = Object.entries(found.properties ?? {}).map(
        ([name, field]) => [name, valuesOf(document, field, known)] as const,
      )
      return fc.record(Object.fromEntries(fields), {
        requiredKeys: (found['required'] ?? []) as string[],
        noNullPrototype: true,
      })
    }
    case 'array':
      return fc.array(valuesOf(document, found['items'] as Schema, known), {
        minLength: min('minItems', 0),
        maxLength: Math.max(min('minItems', 0), Math.min(4, min('maxItems', 4))),
      })
    case 'integer':
      return fc.integer({ min: min('minimum', -1e6), max: min('maximum', 1e6) })
    case 'number':
      return fc.double({ min: min('minimum', -1e6), max: min('maximum', 1e6), noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return textsOf(found, known)
  }
}

const days = { min: new Date('1900-01-01'), max: new Date('2200-12-31'), noInvalidDate: true }

function textsOf(schema: Schema, known: string[]): fc.Arbitrary<string> {
  const minLength = Number(schema['minLength'] ?? 0)
  const maxLength = Number(schema['maxLength'] ?? 200)
  switch (schema.format) {
    case 'uuid':
      return fc.oneof(fc.constantFrom(...known), fc.uuid())
    case 'date':
      return fc.date(days).map((day) => day.toISOString().slice(0, 10))
    case 'date-time':
      return fc.date(days).map((instant) => instant.toISOString())
    case 'email':
      return fc.emailAddress()
    case 'uri':
      return fc.webUrl()
  }
  if (typeof schema['pattern'] === 'string') return fc.stringMatching(new RegExp(schema['pattern']))
  return fc.oneof(
    { weight: 4, arbitrary: fc.string({ minLength, maxLength: Math.min(maxLength, 30) }) },
    { weight: 2, arbitrary: fc.string({ minLength, maxLength: Math.min(maxLength, 30), unit: 'grapheme' }) },
    { weight: 2, arbitrary: fc.constantFrom('Europe/Berlin', 'Pacific/Apia', 'en', 'de-CH', 'Zoë', '=1+1', "o'; --") },
    { weight: 1, arbitrary: fc.constant('x'.repeat(maxLength)) },
  )
}

/** Values that hardly any schema allows. */
export const hostileValues = fc.oneof(
  fc.constantFrom<unknown>(
    null, true, 0, -1, 1e308, Number.MAX_SAFE_INTEGER, '', ' ', '\u0000', 'a\u0000b', '\ud800', '\udfff\ud83d', '12', [], {}, [[]],
    '2024-02-30', '9999-99-99', '0000-00-00T00:00:00Z', '+275760-09-13T00:00:00.001Z', 'Mars/Olympus', 'a@b', '../../etc/passwd',
    `{{ 'x' | times: 1e9 }}`, '<script>', 'x'.repeat(100_000), `' or 1=1 --`, { toString: 1 }, { $ne: null },
  ), // prettier-ignore
  fc.anything({ maxDepth: 3 }).filter((value) => isJson(value)),
)

const isJson = (value: unknown) => {
  try {
    return JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}
