import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError, defineProblem, type FieldError, invalid, notFound } from '../errors.ts'
import { problemOfSqlState } from '../infra/db/sqlstate.ts'
import { problemMediaType } from './schemas.ts'
import { wording } from './wording.ts'

export const malformed = defineProblem('malformed', 400, 'The request cannot be read')
export const tooLarge = defineProblem('too_large', 413, 'The request is larger than this service reads')
const unsupportedMediaType = defineProblem(
  'unsupported_media_type',
  415,
  'The body is of a type this operation does not read',
)
const methodNotAllowed = defineProblem('method_not_allowed', 405, 'This address does not take that method')
const unreadable: Record<string, string> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty. Send JSON, or leave `Content-Type` out.',
}
const unexpected = defineProblem('unexpected', 500, 'Something went wrong on our side')

/** What identifies a kind of problem, as a URI. */
export const problemType = (code: string): string => `https://cadre.example/problems/${code}`

/** The body of a problem+json answer (RFC 9457), ready to be sent. */
export function problemBody(error: AppError, request: FastifyRequest): Record<string, unknown> {
  return {
    type: problemType(error.problem.code),
    title: error.problem.title,
    status: error.problem.status,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    instance: request.url.split('?')[0],
    code: error.problem.code,
    requestId: request.id,
    ...(error.errors ? { errors: error.errors } : {}),
    ...error.extra,
  }
}

/** Answers every error of the application, Fastify's own included, as problem+json without inner details. */
export function registerProblems(app: FastifyInstance): void {
  z.config({ customError: wording })
  app.setErrorHandler((thrown, request, reply) => {
    const error = asAppError(thrown)
    // What is cancelled because nobody waits for it any more is no failure.
    const level = reply.raw.destroyed ? 'info' : 'error'
    if (error.problem.status >= 500)
      request.log[level]({ err: error.cause ?? error, code: error.problem.code }, 'request failed')
    return sendProblem(error, request, reply)
  })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0]!
    const known = (['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const).filter((method) =>
      app.findRoute({ url: path, method }),
    )
    if (known.length === 0 || path.includes(':')) return sendProblem(notFound(), request, reply)
    return sendProblem(
      methodNotAllowed(`It takes ${known.join(', ')}.`),
      request,
      reply.header('allow', known.join(', ')),
    )
  })
}

/** What Fastify refuses before it looks for a route: an address that cannot be decoded, or is endless. */
export const answerUnroutable = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
  void sendProblem(asAppError(error), request, reply)
}

function sendProblem(error: AppError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(error.retryAfterSeconds))
  if (error.problem.status === 401) reply.header('www-authenticate', 'Bearer')
  return reply
    .code(error.problem.status)
    .header('content-type', problemMediaType)
    .send(Buffer.from(JSON.stringify(problemBody(error, request))))
}

/** What any thrown value means to a caller. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  if (!(thrown instanceof Error)) return unexpected(undefined, { cause: thrown })
  if (hasZodFastifySchemaValidationErrors(thrown))
    return invalidRequest(thrown.validationContext ?? 'body', thrown.validation)
  const ofDatabase = problemOfSqlState(thrown)
  if (ofDatabase) return ofDatabase
  const { code, statusCode } = thrown as FastifyError
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return tooLarge('A body may have 1 MiB.')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return unsupportedMediaType('Send what the operation reads: application/json nearly everywhere.')
  if (code !== 'FST_ERR_RESPONSE_SERIALIZATION' && statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return malformed(unreadable[code], { cause: thrown })
  }
  return unexpected(undefined, { cause: thrown })
}

interface Mistake {
  instancePath: string
  message?: string | undefined
  params?: { keys?: string[] }
}

function invalidRequest(context: string, mistakes: Mistake[]): AppError {
  const errors: FieldError[] = mistakes.flatMap(({ instancePath, message = 'cannot be accepted', params }) => {
    const unknown = params?.keys
    if (!unknown) return [{ pointer: pointerOf(context, instancePath), detail: message }]
    const parent = instancePath === '/' ? '' : instancePath
    return unknown.map((key) => ({
      pointer: pointerOf(context, `${parent}/${key.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`),
      detail: 'is not known here',
    }))
  })
  return invalid(`${errors.length === 1 ? 'One value' : `${errors.length} values`} cannot be accepted.`, { errors })
}

/** A JSON pointer (RFC 6901) into the body, or the name of a parameter. */
function pointerOf(context: string, instancePath: string): string {
  if (context === 'body') return instancePath === '/' ? '' : instancePath
  const name = instancePath.replace(/^\//, '')
  return context === 'querystring' ? `?${name}` : name
}
