import type { Problem } from '../../errors.ts'
import { problemType } from '../problem.ts'
import { type Document, operationsOf, responsesOf, type Schema } from './document.ts'
import { values } from './example-values.ts'
import { optionalFields } from './optional-fields.ts'

/**
 * Gives every body and every answer an example that fits its schema, and every path its ids. What it tells is always
 * the same story: the values come from one table, by the schema's and the field's name.
 */
export function addExamples(document: Document): Document {
  for (const { path, operation } of operationsOf(document)) {
    for (const parameter of operation.parameters ?? []) {
      if ('name' in parameter && parameter.in === 'path') {
        const allowed = parameter.schema['enum'] as unknown[] | undefined
        parameter.example = values[`path.${parameter.name}`] ?? allowed?.[0] ?? idOf(nounIn(path))
      }
    }
    const compose = composer(document, operation.operationId)
    for (const content of Object.values(operation.requestBody?.content ?? {})) {
      content.example = compose(content.schema, { requested: optionalFields[operation.operationId] ?? [] })
    }
    for (const [status, { content = {} }] of responsesOf(operation)) {
      const good = Number(status) < 300 ? content['application/json'] : undefined
      if (good) good.example = compose(good.schema)
    }
  }
  return document
}

interface Place {
  /** The name of the schema, or of the operation where the schema has none. */
  within: string
  field: string
  /** In a body: the optional fields that are shown. Undefined: all. */
  requested?: string[] | undefined
}

function composer(document: Document, operationId: string) {
  return (schema: Schema, { requested }: { requested?: string[] } = {}) =>
    compose(document, schema, { within: operationId, field: '', requested })
}

function compose(document: Document, schema: Schema, place: Place): unknown {
  const { within, field, requested } = place
  const said = values[`${within}.${field}`]
  if (said !== undefined) return said
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1)!
    return compose(document, document.components.schemas[name]!, {
      within: name.replace(/Input$/, ''),
      field,
      requested,
    })
  }
  const branches = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined
  if (branches) return compose(document, branches[0]!, place)
  if ('const' in schema) return schema['const']
  if (schema['enum']) return (schema['enum'] as unknown[])[0]
  if (values[field] !== undefined) return values[field]
  switch ([schema.type].flat()[0]) {
    case 'object': {
      const required = (schema['required'] ?? []) as string[]
      const shown = Object.entries(schema.properties ?? {}).filter(
        ([name]) => !requested || required.includes(name) || requested.includes(name),
      )
      return Object.fromEntries(
        shown.map(([name, part]) => [name, compose(document, part, { within, field: name, requested })]),
      )
    }
    case 'array':
      return [compose(document, schema['items'] as Schema, place)]
    case 'boolean':
      return false
    case 'string':
      return composeText(schema, place)
    default:
      return missing(place)
  }
}

function composeText(schema: Schema, place: Place): string {
  const { within, field } = place
  if (schema.format === 'uuid') return idOf(field === 'id' ? within : field.replace(/Ids?$/, ''))
  return (schema['examples'] as string[] | undefined)?.[0] ?? ofFormat[schema.format ?? ''] ?? missing(place)
}

function missing({ within, field }: Place): never {
  throw new Error(`what is an example of ${within}.${field}? Say so in src/http/openapi/example-values.ts`)
}

const ofFormat: Record<string, string> = {
  'date-time': '2026-05-04T15:30:00.000Z',
  date: '2026-05-04',
  email: 'amara.diallo@people.example',
  uri: 'https://app.northlight.example',
}

/** `/v1/contacts/{id}/…` is about a contact. */
const nounIn = (path: string) => /([^/]+)s\/\{id\}/.exec(path)?.[1] ?? ''

/** The same thing has the same id wherever it is spoken of: a UUIDv7, made of its name. */
function idOf(noun: string): string {
  const letters = noun
    .toLowerCase()
    .replaceAll('-', '')
    .replace(/^(source|introduced|introducer)(?=contact)/, '')
    .replace(/^(coach|invitedby)$/, 'member')
    .replace(/^recipient$/, 'announcementrecipient')
  const digits = letters.split('').reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 0xffffffffffff, 7)
  return `019a1b2c-3d4e-7f50-8a61-${digits.toString(16).padStart(12, '0')}`
}

/** A refusal as it is sent. */
export function exampleProblem({ code, status, title }: Problem, path: string): Record<string, unknown> {
  return {
    type: problemType(code),
    title,
    status,
    instance: path.replaceAll(/\{\w+\}/g, idOf(nounIn(path))),
    code,
    requestId: '5b1f7f0e-2c1d-4e0b-9a53-0d1c2f3e4a5b',
    ...(code === 'invalid' ? { errors: [{ pointer: '/name', detail: 'must not be empty' }] } : {}),
  }
}
