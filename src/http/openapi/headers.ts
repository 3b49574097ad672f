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
  'RateLimit-Policy': {
    schema: text,
    description:
      'What holds for you: lists of names, each with how many requests (`q`) in how many seconds (`w`). A `caller` is one member or client; an `address` is where somebody comes from who is not signed in.',
    example: '"caller";q=10000;w=10, "practice";q=20000;w=10',
  },
  RateLimit: {
    schema: text,
    description: 'How you stand: how many requests remain (`r`), for how many seconds (`t`).',
    example: '"caller";r=9999;t=10, "practice";r=19990;t=4',
  },
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
    const isStream = operation['x-also-as']?.includes('text/event-stream')
    const isResource =
      answer !== undefined && !isStream && !isPage(answer) && (method !== 'POST' || 'id' in (answer.properties ?? {}))
    addRequestHeaders(method, operation, isResource)
    addResponseHeaders(method, operation, isResource)
    if (method === 'GET' && isResource) {
      operation.responses['304'] = { $ref: '#/components/responses/NotModified' }
    }
  }
}

/** What is answered as something else than JSON to whoever asks for it. */
export function addOtherMedia(document: Document): void {
  for (const { operation } of operationsOf(document)) {
    const content = (operation.responses['200'] as Response | undefined)?.content
    for (const type of operation['x-also-as'] ?? []) content![type] = { schema: { type: 'string' } }
    delete operation['x-also-as']
  }
}

/** Every answer, once they all stand, says how whoever asked stands. */
export function addRateLimits(document: Document): void {
  const written = operationsOf(document).flatMap(({ operation }) => responsesOf(operation).map(([, answer]) => answer))
  for (const answer of [...written, ...Object.values(document.components.responses)]) {
    answer.headers = { ...answer.headers, ...referTo(['RateLimit', 'RateLimit-Policy']) }
  }
}

const referTo = (names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))

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
    response.headers = referTo(sent)
  }
}
