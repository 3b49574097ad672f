import {
  answerOf,
  isPage,
  type Document,
  type Header,
  type Operation,
  operationsOf,
  type Parameter,
  type Response,
  responsesOf,
  type Schema,
} from './document.ts'

const text: Schema = { type: 'string' }

const headers: Record<string, Header> = {
  ETag: { schema: text, description: 'Names this version of the resource: send it back as If-Match or If-None-Match.' },
  Location: { schema: text, description: 'Where the new resource lives.' },
  'Idempotency-Replayed': {
    schema: { type: 'string', enum: ['true'] },
    description: 'This is the first answer to the same request, again.',
  },
  'Retry-After': { schema: { type: 'integer', minimum: 0 }, description: 'Seconds to wait before trying again.' },
  'WWW-Authenticate': { schema: text, description: 'How to sign in: `Bearer`.' },
}

const ifMatch: Parameter = {
  name: 'If-Match',
  in: 'header',
  schema: { type: 'string', maxLength: 1000 },
  description: 'The ETag of what was read; 412 when it changed since.',
}

const parameters: Record<string, Parameter> = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
    description: 'Makes the request safe to repeat for 24 hours: it is carried out once and answered the same.',
  },
  IfMatch: ifMatch,
  IfMatchRequired: { ...ifMatch, required: true },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    schema: { type: 'string', maxLength: 1000 },
    description: 'The ETag of what you have; 304 when it is still right.',
  },
}

const unchanged: Response = {
  description: 'What you have is still right.',
  headers: { ETag: { $ref: '#/components/headers/ETag' } },
}

/** The headers that the edge reads and sends for every signed-in operation, said where they hold. */
export function addHeaders(document: Document): void {
  Object.assign(document.components, { headers, parameters, responses: { NotModified: unchanged } })
  for (const { method, operation } of operationsOf(document)) {
    if (operation['x-roles'].length === 0) continue
    const answer = answerOf(document, operation)
    // A POST may answer with several things at once: that is a version of none of them.
    const isResource =
      answer !== undefined && !isPage(answer) && (method !== 'POST' || 'id' in (answer.properties ?? {}))
    addRequestHeaders(method, operation, isResource)
    addResponseHeaders(method, operation, isResource)
    if (method === 'GET' && isResource) {
      operation.responses['304'] = { $ref: '#/components/responses/NotModified' }
    }
  }
}

function addRequestHeaders(method: string, operation: Operation, isResource: boolean): void {
  const read = [
    ...(method === 'POST' ? ['IdempotencyKey'] : []),
    ...(method === 'GET' && isResource ? ['IfNoneMatch'] : []),
    ...('428' in operation.responses ? ['IfMatchRequired'] : '412' in operation.responses ? ['IfMatch'] : []),
  ]
  if (read.length === 0) return
  operation.parameters = [
    ...(operation.parameters ?? []),
    ...read.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ]
}

function addResponseHeaders(method: string, operation: Operation, isResource: boolean): void {
  for (const [status, response] of responsesOf(operation)) {
    if (Number(status) >= 300) continue
    const sent = [
      ...(status === '201' || status === '202' ? ['Location'] : []),
      ...(status !== '202' && isResource ? ['ETag'] : []),
      ...(method === 'POST' ? ['Idempotency-Replayed'] : []),
    ]
    if (sent.length === 0) continue
    response.headers = Object.fromEntries(sent.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
  }
}
