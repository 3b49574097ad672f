import { STATUS_CODES } from 'node:http'
import type { Problem } from '../../errors.ts'
import { problemMediaType } from '../schemas.ts'
import { type Document, type Operation, operationsOf, type Response, responsesOf } from './document.ts'
import { exampleProblem } from './examples.ts'

const headerOf: Record<string, string> = { 401: 'WWW-Authenticate', 429: 'Retry-After', 503: 'Retry-After' }

/** What any write can meet: an Idempotency-Key in use, a row that came or went in between, a clock on its way. */
const conflict: Response = {
  description: 'It does not fit with what is already there.',
  content: { [problemMediaType]: { schema: { $ref: '#/components/schemas/Problem' } } },
}

/**
 * Says of every refusal which codes it may carry. Those that no operation calls its own are in the same words
 * everywhere: they stand once, under their status's own name.
 */
export function describeProblems(document: Document, known: readonly Problem[]): void {
  const described = operationsOf(document)
  const owned = new Set(described.flatMap(({ operation }) => operation['x-problems'] ?? []))
  const common = known.filter(({ code }) => !owned.has(code))
  for (const { method, path, operation } of described) {
    if (isSignedInWrite(method, operation)) operation.responses['409'] ??= conflict
    for (const [status, response] of responsesOf(operation)) {
      if (!response.content?.[problemMediaType]) continue
      const of = (problems: readonly Problem[]) => problems.filter((problem) => problem.status === Number(status))
      const own = of(known).filter(({ code }) => operation['x-problems'].includes(code))
      if (own.length > 0) {
        const shared = meetsCommon(status, method, operation) ? of(common) : []
        operation.responses[status] = refusal(status, response, [...own, ...shared], path)
      } else {
        const name = STATUS_CODES[status]!.replaceAll(/[^A-Za-z]/g, '')
        document.components.responses[name] ??= refusal(status, response, of(common), '/v1/clients')
        operation.responses[status] = { $ref: `#/components/responses/${name}` }
      }
    }
  }
}

const isSignedInWrite = (method: string, operation: Operation): boolean =>
  method !== 'GET' && operation['x-roles'].length > 0

/** Without credentials there are none to be refused, and who only reads is in nobody's way. */
function meetsCommon(status: string, method: string, operation: Operation): boolean {
  if (status === '401' || status === '403') return operation['x-roles'].length > 0
  return status !== '409' || isSignedInWrite(method, operation)
}

function refusal(status: string, response: Response, problems: Problem[], path: string): Response {
  const header = headerOf[status]
  const codes = problems.map(({ code, title }) => `- \`${code}\`: ${title}`)
  return {
    description: [response.description, ...codes].join('\n'),
    ...(header ? { headers: { [header]: { $ref: `#/components/headers/${header}` } } } : {}),
    content: {
      [problemMediaType]: {
        schema: response.content![problemMediaType]!.schema,
        examples: Object.fromEntries(
          problems.map((problem) => [problem.code, { summary: problem.title, value: exampleProblem(problem, path) }]),
        ),
      },
    },
  }
}

/** Lists every code that an answer may carry, with what it means. */
export function nameProblemCodes(document: Document, problems: readonly Problem[]): void {
  const known = problems.toSorted((a, b) => a.status - b.status || (a.code < b.code ? -1 : 1))
  const { properties } = document.components.schemas['Problem'] as { properties: Record<string, unknown> }
  properties['code'] = {
    type: 'string',
    enum: known.map(({ code }) => code),
    description: [
      'Stable: switch on this. The list may grow.',
      '',
      ...known.map(({ code, status, title }) => `- \`${code}\` (${status}): ${title}`),
    ].join('\n'),
  }
}
