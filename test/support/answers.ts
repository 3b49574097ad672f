import type { LightMyRequestResponse } from 'fastify'
import { expect } from 'vitest'
import { z } from 'zod'
import type { Document, Reference, Response, Schema } from '../../src/http/openapi/document.ts'
import type { DescribedOperation } from './requests.ts'

const innards =
  /\b(select|insert into|update \w+ set|delete from)\b|relation "|constraint|violates|kysely|fastify|zod|postgres|node_modules|\/src\/|\.ts:\d+|\bat \w+ \(/i

/** Expects that the document knows of such an answer: its status, its type, its shape, its headers. */
export function expectDocumented(
  document: Document,
  { operation }: DescribedOperation,
  answer: LightMyRequestResponse,
): void {
  const { statusCode, headers, body } = answer
  expect(statusCode, body).toBeLessThan(500)
  expect(Object.keys(operation.responses), body).toContain(String(statusCode))
  const described = resolveResponse(document, operation.responses[statusCode]!)
  const [type] = (headers['content-type'] ?? '').split(';')
  const content = described.content?.[type!]
  if (!described.content) return expect(body).toBe('')
  expect(content, `${statusCode} is of type ${type}`).toBeDefined()
  const checked = schemaOf(document, content!.schema).safeParse(JSON.parse(body))
  expect(checked.error?.message, body).toBeUndefined()
  for (const name of ['etag', 'location', 'retry-after', 'idempotency-replayed', 'ratelimit', 'ratelimit-policy']) {
    if (headers[name])
      expect(Object.keys(described.headers ?? {}).map((header) => header.toLowerCase())).toContain(name)
  }
  if (statusCode >= 400) expectProblem(answer)
}

/** Expects problem details that say nothing of how things are made. */
export function expectProblem({ statusCode, headers, body }: LightMyRequestResponse): void {
  expect(headers['content-type'], body).toMatch(/^application\/problem\+json/)
  const problem = JSON.parse(body) as Record<string, unknown>
  const { code, errors } = problem as { code: string; errors?: { detail: string }[] }
  expect(problem).toMatchObject({
    type: `https://cadre.example/problems/${code}`,
    title: expect.any(String),
    status: statusCode,
    instance: expect.stringMatching(/^\//),
    code: expect.stringMatching(/^[a-z_]+$/),
    requestId: expect.any(String),
  })
  const words = [problem['title'], problem['detail'] ?? '', ...(errors ?? []).map(({ detail }) => detail)]
  expect(words.join(' ')).not.toMatch(innards)
}

/** Whether a schema of the document allows a value. */
export const allows = (document: Document, schema: Schema, value: unknown): boolean =>
  schemaOf(document, schema).safeParse(value).success

const resolveResponse = ({ components }: Document, response: Response | Reference): Response =>
  '$ref' in response ? components.responses[response.$ref.split('/').at(-1)!]! : response

const checks = new Map<string, z.ZodType>()

function schemaOf({ components }: Document, schema: object): z.ZodType {
  const text = JSON.stringify({ ...schema, $defs: components.schemas }).replaceAll('#/components/schemas/', '#/$defs/')
  const check = checks.get(text) ?? z.fromJSONSchema(JSON.parse(text) as boolean)
  checks.set(text, check)
  return check
}
