import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Answer } from './answer.ts'
import { etagOf, names } from './etag.ts'
import type { EncodedAnswer } from './idempotency.ts'

/** Makes of an answer the bytes that are sent, by the route's response schema. */
export function encode(reply: FastifyReply, answer: Answer): EncodedAnswer {
  const headers: Record<string, string> = { ...answer.headers }
  const { status, json, text } = answer
  if (answer.body === undefined && json === undefined && !text) return { status, headers, body: undefined }
  const body = text?.content ?? json ?? (reply.code(status).serialize(answer.body) as string)
  headers['content-type'] = `${text?.type ?? 'application/json'}; charset=utf-8`
  if (answer.resource) headers['etag'] = etagOf(body)
  return { status, headers, body }
}

/** Sends those very bytes, unless whoever asks has them. */
export function send(request: FastifyRequest, reply: FastifyReply, answer: EncodedAnswer): void {
  const etag = answer.headers['etag']
  const known = request.headers['if-none-match']
  if (request.method === 'GET' && etag && known && names(known, etag)) {
    void reply.code(304).header('etag', etag).send()
    return
  }
  void reply.code(answer.status).headers(answer.headers)
  // Bytes, so that Fastify sends them as they are: what was kept is what is sent.
  void (answer.body === undefined ? reply.send() : reply.send(Buffer.from(answer.body)))
}
