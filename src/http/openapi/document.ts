/** As much of OpenAPI 3.1 as this system's document uses. */
export interface Document {
  tags?: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, Schema>
    responses: Record<string, Response>
    headers: Record<string, Header>
    parameters: Record<string, Parameter>
  }
}

export interface Operation {
  operationId: string
  summary: string
  tags: string[]
  security: Record<string, string[]>[]
  parameters?: (Parameter | Reference)[]
  requestBody?: { required?: boolean; content: Record<string, Media> }
  responses: Record<string, Response | Reference>
  'x-roles': string[]
  'x-while-suspended'?: boolean
  /** Media types beside JSON. */
  'x-also-as'?: string[]
  /** Codes of the problems that are this operation's own. */
  'x-problems': string[]
}

export interface Reference {
  $ref: string
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  schema: Schema
  description?: string
  example?: unknown
}

export interface Response {
  description: string
  headers?: Record<string, Header | Reference>
  content?: Record<string, Media>
}

interface Media {
  schema: Schema
  example?: unknown
  examples?: Record<string, { summary: string; value: unknown }>
}

export interface Header {
  schema: Schema
  description: string
  example?: string
}

/** JSON Schema; only the keywords that code here reads by name. */
export interface Schema {
  $ref?: string
  type?: string
  format?: string
  properties?: Record<string, Schema>
  [keyword: string]: unknown
}

/** Every operation with where it is. */
export const operationsOf = (document: Document) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )

/** The answers of an operation that are written out, by status. */
export const responsesOf = (operation: Operation): [string, Response][] =>
  Object.entries(operation.responses).filter((entry): entry is [string, Response] => !('$ref' in entry[1]))

/** The schema itself, or the one it refers to. */
export const resolveSchema = ({ components }: Document, schema: Schema): Schema =>
  schema.$ref ? components.schemas[schema.$ref.split('/').at(-1)!]! : schema

/** What an operation answers with when all goes well and it answers with JSON. */
export function answerOf(document: Document, operation: Operation): Schema | undefined {
  const good = responsesOf(operation).find(([status, { content }]) => Number(status) < 300 && content?.[json])
  const schema = good?.[1].content?.[json]?.schema
  return schema && resolveSchema(document, schema)
}

const json = 'application/json'

/** A page of a list. */
export const isPage = (schema: Schema): boolean => 'nextCursor' in (schema.properties ?? {})
