import type { FastifyInstance } from 'fastify'
import { malformed } from './problem.ts'

/**
 * Reads JSON and nothing else: a body that no schema was written for is never read (Fastify checks schemas by content
 * type).
 */
export function readJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'string' },
    (request, text, done) => {
      void parse(request, text, (error, body) => {
        const isAmbiguous = !error && namesIn(text) !== keysOf(body)
        done(isAmbiguous ? malformed('An object in the body has the same field twice.') : error, body)
      })
    },
  )
}

/** How many fields a JSON text names. */
function namesIn(text: string): number {
  let count = 0
  for (const [, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"\s*(:?)/g)) if (colon) count += 1
  return count
}

/** How many fields are left of it: of two of one name, only the last. */
function keysOf(body: unknown): number {
  let count = 0
  const left = [body]
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value !== 'object' || value === null) continue
    const values = Object.values(value)
    if (!Array.isArray(value)) count += values.length
    for (const one of values) left.push(one)
  }
  return count
}
