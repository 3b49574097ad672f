import { STATUS_CODES } from 'node:http'
import type { Problem } from '../../errors.ts'
import { problemMediaType } from '../schemas.ts'
import { type Document, operationsOf, responsesOf } from './document.ts'

const headerOf: Record<string, string> = { 401: 'WWW-Authenticate', 429: 'Retry-After', 503: 'Retry-After' }

/** What any write can meet: an Idempotency-Key in use, or a row that came or went in between. */
const conflict = {
  description: 'It does not fit with what is already there.',
  content: { [problemMediaType]: { schema: { $ref: '#/components/schemas/Problem' } } },
}

/** Every operation refuses in the same words: they stand once, under the status's own name. */
export function shareProblems(document: Document): void {
  for (const { method, operation } of operationsOf(document)) {
    if (method !== 'GET' && operation['x-roles'].length > 0) operation.responses['409'] ??= conflict
    for (const [status, response] of responsesOf(operation)) {
      if (!response.content?.[problemMediaType]) continue
      const name = STATUS_CODES[status]!.replaceAll(/[^A-Za-z]/g, '')
      const header = headerOf[status]
      document.components.responses[name] ??= {
        ...response,
        ...(header ? { headers: { [header]: { $ref: `#/components/headers/${header}` } } } : {}),
      }
      operation.responses[status] = { $ref: `#/components/responses/${name}` }
    }
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
