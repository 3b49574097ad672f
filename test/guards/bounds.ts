import { type Document, type Operation, resolveSchema, type Schema } from '../../src/http/openapi/document.ts'

/** Where a request of this operation may be as long, as large or as open as somebody likes: `operationId place`. */
export function unboundedPartsOf(document: Document, operation: Operation): string[] {
  const parameters = (operation.parameters ?? []).flatMap((parameter) =>
    'name' in parameter ? walk(document, parameter.schema, parameter.name) : [],
  )
  const bodies = Object.entries(operation.requestBody?.content ?? {}).flatMap(([type, { schema }]) =>
    walk(document, schema, type),
  )
  return [...parameters, ...bodies].map((place) => `${operation.operationId} ${place}`)
}

function walk(document: Document, schema: Schema, place: string): string[] {
  if (schema.$ref) return walk(document, resolveSchema(document, schema), place)
  const branches = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) => (schema[keyword] ?? []) as Schema[])
  const below = [
    ...branches.flatMap((branch) => walk(document, branch, place)),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, part]) => walk(document, part, `${place}/${name}`)),
    ...(schema['items'] ? walk(document, schema['items'] as Schema, `${place}/*`) : []),
  ]
  return isBounded(schema, branches.length > 0) ? below : [place, ...below]
}

function isBounded(schema: Schema, hasBranches: boolean): boolean {
  const has = (...keywords: string[]) => keywords.some((keyword) => keyword in schema)
  if (has('const', 'enum')) return true
  switch (schema.type) {
    case 'string':
      return has('maxLength', 'format', 'pattern')
    case 'array':
      return has('maxItems')
    case 'integer':
    case 'number':
      return has('maximum', 'exclusiveMaximum') && has('minimum', 'exclusiveMinimum')
    case 'object':
      return schema['additionalProperties'] === false || has('maxProperties', 'propertyNames')
    case 'boolean':
    case 'null':
      return true
    default:
      return hasBranches
  }
}
