import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { defineProblem } from '../errors.ts'
import type { KeysetPage, PageRequest } from '../infra/db/keyset.ts'
import { isSigned, sign } from '../infra/security/secrets.ts'
import { type Answer, result } from './answer.ts'

const badCursor = defineProblem('bad_cursor', 400, 'The cursor does not belong to this list')

/** Turns cursors into places in a list and back; they are signed, and good for the very list that gave them. */
export interface Pages {
  /** Where to go on. @throws 400 for a cursor that was altered or belongs to another list, filter, sort or caller */
  open(request: FastifyRequest): PageRequest
  answer(request: FastifyRequest, page: KeysetPage<unknown>): Answer
  /** As `answer`, for rows that are JSON already. */
  answerJson(request: FastifyRequest, page: KeysetPage<string>): Answer
}

export function createPages(key: Buffer): Pages {
  return {
    open(request) {
      const { limit, cursor } = request.query as { limit: number; cursor?: string }
      if (cursor === undefined) return { limit, after: undefined }
      const [body = '', signature = ''] = cursor.split('.')
      if (!isSigned(key, `${body}.${listOf(request)}`, signature) || cursor.split('.').length !== 2) {
        throw badCursor('Start again without a cursor.')
      }
      return { limit, after: JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as string[] }
    },
    answer: (request, page) => result({ data: page.data, nextCursor: cursorOf(request, page) }),
    answerJson: (request, page) => ({
      status: 200,
      json: `{"data":[${page.data.join(',')}],"nextCursor":${JSON.stringify(cursorOf(request, page))}}`,
    }),
  }

  function cursorOf(request: FastifyRequest, { next }: KeysetPage<unknown>): string | null {
    if (!next) return null
    const body = Buffer.from(JSON.stringify(next)).toString('base64url')
    return `${body}.${sign(key, `${body}.${listOf(request)}`)}`
  }
}

/** One list: the session's practice, the path, and every filter, in any order. */
function listOf(request: FastifyRequest): string {
  const { limit: _limit, cursor: _cursor, ...filters } = request.query as Record<string, unknown>
  const said = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([request.auth?.practiceId, request.url.split('?')[0], said]))
    .digest('base64url')
}
