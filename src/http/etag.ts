import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { defineProblem } from '../errors.ts'

const stale = defineProblem('stale', 412, 'This changed since you read it')
const ifMatchRequired = defineProblem('if_match_required', 428, 'Say which version you mean')

/**
 * The entity tag of an encoded representation. A digest of the very bytes: it changes with every visible change,
 * wherever that came from, and with no other.
 */
export const etagOf = (encoded: string): string =>
  `"${createHash('sha256').update(encoded).digest('base64url').slice(0, 22)}"`

/** Whether a list of tags as in If-Match or If-None-Match names this one. */
export const names = (header: string, etag: string): boolean =>
  header === '*' || header.split(',').some((tag) => tag.trim() === etag)

/**
 * Checks If-Match against what stands now. Lock the row before reading `current`, or two writers may both match.
 *
 * @throws 412 when it names another version, 428 when it is required and absent
 */
export function requireMatch(
  request: FastifyRequest,
  schema: z.ZodType,
  current: unknown,
  { required = false } = {},
): void {
  const header = request.headers['if-match']
  if (header === undefined) {
    if (required) throw ifMatchRequired('Send the ETag of what you read as If-Match.')
    return
  }
  if (!names(header, etagOf(JSON.stringify(z.encode(schema, current))))) {
    throw stale('Read it again and repeat the change on what you find.')
  }
}
