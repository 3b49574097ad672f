import fc from 'fast-check'
import { type Document, resolveSchema, type Schema } from '../../src/http/openapi/document.ts'
import { bodySchemaOf, type DescribedOperation, parametersOf, type SampleRequest } from './requests.ts'
import { collectionOf, type Ids } from './sample.ts'

interface Making {
  document: Document
  ids: Ids
  path: string
}

/** Requests of an operation that its schema allows, most of them about things that exist. */
export function requestsOf(document: Document, described: DescribedOperation, ids: Ids): fc.Arbitrary<SampleRequest> {
  const { method, path, operation } = described
  const making = { document, ids, path }
  const values = (where: 'path' | 'query') => {
    // Cursors come from answers.
    const parameters = parametersOf(described).filter(({ name, in: place }) => place === where && name !== 'cursor')
    const fields = parameters.map(({ name, schema }) => [name, valuesOf(schema, name, making).map(String)] as const)
    const requiredKeys = parameters.filter(({ required }) => required).map(({ name }) => name)
    return fc.record(Object.fromEntries(fields), { requiredKeys, noNullPrototype: true })
  }
  const body = bodySchemaOf(described)
  return fc.record({
    method: fc.constant(method),
    path: values('path'),
    query: values('query'),
    headers: fc.constant<Record<string, string>>('428' in operation.responses ? { 'if-match': '*' } : {}),
    body: body ? valuesOf(body, '', making) : fc.constant(undefined),
  })
}

/** Values that a schema allows, by the name of the field: short ones mostly, and the longest sometimes. */
function valuesOf(schema: Schema, name: string, making: Making): fc.Arbitrary<unknown> {
  const found = resolveSchema(making.document, schema)
  const limit = (keyword: string, otherwise: number) => Number(found[keyword] ?? otherwise)
  const branches = (found['anyOf'] ?? found['oneOf']) as Schema[] | undefined
  if (branches) return fc.oneof(...branches.map((branch) => valuesOf(branch, name, making)))
  if ('const' in found) return fc.constant(found['const'])
  if (found['enum']) return fc.constantFrom(...(found['enum'] as unknown[]))
  switch (found.type) {
    case 'object': {
      const fields = Object.entries(found.properties ?? {})
      const arbitraries = fields.map(([key, field]) => [key, valuesOf(field, key, making)] as const)
      const requiredKeys = (found['required'] ?? []) as string[]
      return fc.record(Object.fromEntries(arbitraries), { requiredKeys, noNullPrototype: true })
    }
    case 'array': {
      const minLength = limit('minItems', 0)
      const maxLength = Math.max(minLength, Math.min(3, limit('maxItems', 3)))
      return fc.array(valuesOf(found['items'] as Schema, name, making), { minLength, maxLength })
    }
    case 'integer':
      return fc.integer({ min: limit('minimum', -1e6), max: limit('maximum', 1e6) })
    case 'number':
      return fc.double({ min: limit('minimum', -1e6), max: limit('maximum', 1e6), noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return textsOf(found, name, making)
  }
}

const days = { min: new Date('1900-01-01'), max: new Date('2200-12-31'), noInvalidDate: true }
const lately = { min: new Date('2023-01-01'), max: new Date('2024-12-31'), noInvalidDate: true }
const dates = fc.oneof({ weight: 3, arbitrary: fc.date(lately) }, { weight: 1, arbitrary: fc.date(days) })

/** Words that mean something where a schema says no more than "text". */
const meaningful: Record<string, string[]> = {
  timeZone: ['Europe/Berlin', 'Pacific/Apia', 'UTC'],
  locale: ['en', 'de-CH'],
  allowedOrigins: ['https://app.example.test', 'http://localhost:5173'],
}

function textsOf(schema: Schema, name: string, { ids, path }: Making): fc.Arbitrary<string> {
  const minLength = Number(schema['minLength'] ?? 0)
  const maxLength = Number(schema['maxLength'] ?? 200)
  const short = { minLength, maxLength: Math.min(maxLength, 30) }
  if (schema.format === 'uuid') {
    const existing = ids[collectionOf(name, path)] ?? []
    return fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...existing) }, { weight: 1, arbitrary: fc.uuid() })
  }
  if (meaningful[name]) return fc.oneof(fc.constantFrom(...meaningful[name]), fc.string(short))
  if (schema.format === 'date') return dates.map((day) => day.toISOString().slice(0, 10))
  if (schema.format === 'date-time') return dates.map((instant) => instant.toISOString())
  if (schema.format === 'email') return fc.emailAddress()
  if (schema.format === 'uri') return fc.webUrl()
  if (typeof schema['pattern'] === 'string') return fc.stringMatching(new RegExp(schema['pattern']))
  return fc.oneof(
    { weight: 4, arbitrary: fc.string(short) },
    { weight: 2, arbitrary: fc.string({ ...short, unit: 'grapheme' }) },
    { weight: 2, arbitrary: fc.constantFrom('Zoë', '李小龍', '=1+1', "o'; --", '{{ x }}', '<b>', '\u202e') },
    { weight: 1, arbitrary: fc.constant('x'.repeat(maxLength)) },
  )
}

/** Values that hardly any schema allows. */
export const hostileValues = fc.oneof(
  fc.constantFrom<unknown>(
    null, true, 0, -1, 0.5, 1e308, Number.MAX_SAFE_INTEGER, '', ' ', '\u0000', 'a\u0000b', '\ud800', '\udfff\ud83d', '12', [], {},
    [[]], '2024-02-30', '9999-99-99', '0000-00-00T00:00:00Z', '+275760-09-13T00:00:00.001Z', 'Mars/Olympus', 'a@b', '../../etc/passwd',
    `{{ 'x' | times: 1e9 }}`, '<script>', 'x'.repeat(100_000), `' or 1=1 --`, { toString: 1 }, { $ne: null },
  ), // prettier-ignore
  fc.jsonValue({ maxDepth: 3 }),
)

/** The same for what stands in an address, where nothing at all would be another address. */
export const hostileTexts = fc
  .oneof(
    hostileValues.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 50 }),
  )
  .map((text) => text.slice(0, 250))
  .filter((text) => text.isWellFormed() && !/^\.{0,2}$/.test(text))
