import { isDeepStrictEqual } from 'node:util'
import { type Document, type Operation, operationsOf, responsesOf, type Schema } from './document.ts'

/**
 * A schema with a name arrives twice, `X` as it is answered and `XInput` as it is sent, used or not: keeps what is
 * referred to, under one name where one will do. Answers may gain fields, so none of them forbids more.
 */
export function tidySchemas(document: Document): Document {
  const { schemas } = document.components
  const plain = (name: string) => name.replace(/Input$/, '')
  const isInput = (name: string) => name !== plain(name) && plain(name) in schemas
  for (const [name, schema] of Object.entries(schemas)) if (!isInput(name)) schemas[name] = openEnded(schema)
  for (const { operation } of operationsOf(document)) {
    letBodyBeLeftOut(operation)
    sayOnce(operation)
    operation.responses = openEnded(operation.responses)
  }

  const used = referencesIn(document)
  const needsOwnName = (name: string) =>
    used.has(reference('schemas', plain(name))) && !isDeepStrictEqual(schemas[name], schemas[plain(name)])
  const nameOf = (name: string) => (isInput(name) && !needsOwnName(name) ? plain(name) : name)
  const components = Object.entries(document.components).map(([kind, all]) => {
    const kept = Object.entries(all).filter(([name]) => kind === 'securitySchemes' || used.has(reference(kind, name)))
    const named = kept.map(([name, part]) => [kind === 'schemas' ? nameOf(name) : name, part] as const)
    return [kind, Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)))]
  })
  return rewrite({ ...document, components: Object.fromEntries(components) as Document['components'] }, (key, value) =>
    key === '$ref' && typeof value === 'string'
      ? value.replace(/(?<=^#\/components\/schemas\/).*/, nameOf)
      : withoutPattern(value),
  )
}

/** A body that may be null may as well not be there. */
function letBodyBeLeftOut({ requestBody }: Operation): void {
  for (const content of Object.values(requestBody?.content ?? {})) {
    const branches = (content.schema['anyOf'] ?? []) as Schema[]
    if (branches.length !== 2 || branches[1]!.type !== 'null') continue
    content.schema = branches[0]!
    requestBody!.required = false
  }
}

/** An answer's description arrives in its schema as well. */
function sayOnce(operation: Operation): void {
  for (const [, { content, description }] of responsesOf(operation)) {
    for (const { schema } of Object.values(content ?? {})) {
      if (schema['description'] === description) delete schema['description']
    }
  }
}

const reference = (kind: string, name: string) => `#/components/${kind}/${name}`

/** Everything that the operations refer to, in themselves or through something they refer to. */
function referencesIn(document: Document): Set<string> {
  const components: Record<string, Record<string, unknown>> = { ...document.components }
  const found = new Set<string>()
  const follow = (part: unknown) => {
    rewrite(part, (key, value) => {
      if (key === '$ref' && typeof value === 'string' && !found.has(value)) {
        found.add(value)
        const [kind = '', name = ''] = value.split('/').slice(2)
        follow(components[kind]?.[name])
      }
      return value
    })
  }
  follow(document.paths)
  return found
}

const openEnded = <T>(part: T): T =>
  rewrite(part, (key, value) => (key === 'additionalProperties' && value === false ? undefined : value))

/** A format says more to a reader than the regular expression that checks it. */
function withoutPattern(value: unknown): unknown {
  const isFormatted = typeof value === 'object' && value !== null && 'format' in value
  if (!isFormatted || typeof value.format !== 'string') return value
  const { pattern: _pattern, ...rest } = value as Record<string, unknown>
  return rest
}

/** A copy in which every value has passed through `change`, innermost first; undefined removes it. */
const rewrite = <T>(part: T, change: (key: string, value: unknown) => unknown): T =>
  part === undefined ? part : (JSON.parse(JSON.stringify(part), change) as T)
