import type { Document, operationsOf, Parameter } from '../../src/http/openapi/document.ts'
import type { TestApi } from './api.ts'
import { formWith } from './forms.ts'
import { collectionOf, fieldsOf, type Ids, nameAt, newestId, sample } from './sample.ts'

export type DescribedOperation = ReturnType<typeof operationsOf>[number]

/** Somebody's things, and what they say wherever they may say anything: it is found again wherever it leaks to. */
export interface Person {
  ids: Ids
  words: string
}

export interface SampleRequest {
  method: string
  path: Record<string, string>
  query: Record<string, string>
  headers: Record<string, string>
  body: unknown
}

/** A place in a request where a value stands. */
export interface Place {
  in: 'path' | 'query' | 'body'
  /** The parameter's name, or a JSON pointer into the body. */
  at: string
}

export interface IdPlace extends Place {
  /** What it is one of. */
  collection: string
}

export const parametersOf = ({ operation }: DescribedOperation): Parameter[] =>
  (operation.parameters ?? []).filter((parameter): parameter is Parameter => 'name' in parameter)

export const bodySchemaOf = ({ operation }: DescribedOperation) =>
  operation.requestBody?.content['application/json']?.schema

/** Every id that a request of this operation may name. */
export function idPlacesOf(document: Document, described: DescribedOperation): IdPlace[] {
  const body = bodySchemaOf(described)
  const ids = body ? fieldsOf(document, body).filter(({ schema }) => schema.format === 'uuid') : []
  return [
    ...parametersOf(described).flatMap((parameter) => {
      if (parameter.schema.format !== 'uuid' || parameter.in === 'header') return []
      return { in: parameter.in, at: parameter.name, collection: collectionOf(parameter.name, described.path) }
    }),
    ...ids.map(({ at }) => ({ in: 'body' as const, at, collection: collectionOf(nameAt(at)) })),
  ]
}

/** Optional fields that an operation needs all the same, where JSON Schema has no words for when. */
const needed: Record<string, string[]> = { 'POST /v1/suppressions': ['/clientId'] }

/** A request that ought to be good: what the operation requires, with ids that exist; `including` names one more place. */
export function sampleRequest(
  document: Document,
  described: DescribedOperation,
  { ids, words }: Person,
  including?: Place,
): SampleRequest {
  const { method, path, operation } = described
  const values = (where: 'path' | 'query') =>
    parametersOf(described)
      .filter((parameter) => parameter.in === where)
      .filter((parameter) => parameter.required || (including?.in === where && including.at === parameter.name))
      .map(({ name, schema }) => [
        name,
        schema.format === 'uuid'
          ? newestId(ids, collectionOf(name, path))
          : String(sample(schema, { document, ids, words, including: [] }, `/${name}`)),
      ])
  const body = bodySchemaOf(described)
  const form = operation.requestBody?.content['multipart/form-data'] && formWith(`Name\n${words}\n`)
  const also = including?.in === 'body' ? [including.at] : []
  return {
    method,
    path: Object.fromEntries(values('path')) as Record<string, string>,
    query: Object.fromEntries(values('query')) as Record<string, string>,
    headers: { ...('428' in operation.responses ? { 'if-match': '*' } : {}), ...form?.headers },
    body:
      form?.body ??
      (body && sample(body, { document, ids, words, including: [...also, ...(needed[`${method} ${path}`] ?? [])] })),
  }
}

/** The same request with another value in that place. */
export function withValue(request: SampleRequest, place: Place, value: unknown): SampleRequest {
  if (place.in !== 'body') return { ...request, [place.in]: { ...request[place.in], [place.at]: String(value) } }
  if (place.at === '') return { ...request, body: value }
  const body = structuredClone(request.body)
  const keys = place.at.split('/').slice(1)
  const holder = keys.slice(0, -1).reduce((part, key) => (part as Record<string, unknown>)[key], body)
  ;(holder as Record<string, unknown>)[keys.at(-1)!] = value
  return { ...request, body }
}

/** Whether its answer lasts as long as what it tells of: such an operation has a test of its own. */
export const isStream = ({ operation }: DescribedOperation): boolean =>
  'text/event-stream' in ((operation.responses['200'] as { content?: object } | undefined)?.content ?? {})

/** Sends the request as whoever the token belongs to. */
export function send(api: TestApi, { path }: DescribedOperation, request: SampleRequest, as?: string) {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(request.path[name] ?? ''))
  const query = new URLSearchParams(request.query).toString()
  const { method, headers, body } = request
  return api.call(method, query ? `${filled}?${query}` : filled, { headers, body, ...(as ? { as } : {}) })
}
