import type { FastifySchema } from 'fastify'
import type { z } from 'zod'
import type { DefinedProblem } from '../errors.ts'
import { problemMediaType, ProblemResponse } from './schemas.ts'

export type Role = 'owner' | 'coach' | 'assistant' | 'client'

/** Who may call an operation: stands in the OpenAPI document and is enforced from there. */
export const everyone: Role[] = ['owner', 'coach', 'assistant', 'client']
export const members: Role[] = ['owner', 'coach', 'assistant']
export const coaches: Role[] = ['owner', 'coach']
export const coachesAndTheClient: Role[] = ['owner', 'coach', 'client']
export const owners: Role[] = ['owner']

const descriptions: Record<number, string> = {
  200: 'Done.',
  201: 'Created.',
  202: 'Begun.',
  204: 'Done; nothing to say.',
  304: 'What you have is still right.',
  400: 'The request cannot be read.',
  401: 'No credentials, or credentials that are no longer good.',
  403: 'The role does not allow this.',
  404: 'There is nothing here, or it is not yours.',
  409: 'It does not fit with what is already there.',
  412: 'It changed since it was read.',
  413: 'The body is too large.',
  415: 'The body is of a type that is not read here.',
  422: 'Values that cannot be accepted; `errors` says which and why.',
  428: 'If-Match is required.',
  429: 'Too many requests; `Retry-After` says when to come back.',
  500: 'Something went wrong on our side.',
  503: 'The service cannot answer right now.',
}

interface OperationParts {
  operationId: string
  tag: string
  summary: string
  description?: string
  /** Empty: anybody, without credentials. */
  roles: Role[]
  /** A write that a client may do although they are suspended; otherwise they may only read. */
  whileSuspended?: boolean
  /** A write that no test clock has a say in: allowed while one advances. */
  whileClockAdvances?: boolean
  params?: z.ZodType
  querystring?: z.ZodType
  body?: z.ZodType
  /** What a body comes as, if not as JSON. */
  consumes?: 'multipart/form-data'
  /** The answers when all goes well. */
  response: Record<number, z.ZodType>
  /** Media types beside JSON that whoever accepts them gets with 200. */
  alsoAs?: string[]
  /** Problems of its own, beside those that any operation can answer: kinds, or statuses with the kinds that all share. */
  problems?: (404 | 409 | 412 | 428 | DefinedProblem)[]
}

type RouteSchema<Parts> = Pick<Parts, Extract<keyof Parts, 'params' | 'querystring' | 'body' | 'response'>> &
  FastifySchema

/**
 * The schema of one route: its part of the OpenAPI document, and what requests and answers are checked against.
 * Answers that any operation can give are added here.
 */
export function operation<Parts extends OperationParts>(parts: Parts): RouteSchema<Parts> {
  const { operationId, tag, summary, description, roles, problems = [], response, params, querystring, body } = parts
  const { whileSuspended = false, whileClockAdvances = false } = parts
  const refusals = [
    400,
    422,
    429,
    500,
    503,
    ...(roles.length > 0 ? [401, 403] : []),
    ...(body ? [413, 415] : []),
    ...problems.map((problem) => (typeof problem === 'number' ? problem : problem.problem.status)),
  ]
  const refused = refusals.map((status) => [
    status,
    { description: descriptions[status], content: { [problemMediaType]: { schema: ProblemResponse } } },
  ])
  const described = Object.entries(response).map(([status, schema]) => [
    status,
    schema.description ? schema : schema.describe(descriptions[Number(status)] ?? 'Done.'),
  ])
  return {
    operationId,
    tags: [tag],
    summary,
    description: [description, audience(roles, whileSuspended)].filter(Boolean).join('\n\n'),
    security: roles.length > 0 ? [{ bearer: [] }] : [],
    'x-roles': roles,
    'x-problems': problems.flatMap((problem) => (typeof problem === 'number' ? [] : problem.problem.code)),
    ...(whileSuspended ? { 'x-while-suspended': true } : {}),
    ...(whileClockAdvances ? { 'x-while-clock-advances': true } : {}),
    ...(parts.alsoAs ? { 'x-also-as': parts.alsoAs } : {}),
    ...(params ? { params } : {}),
    ...(querystring ? { querystring } : {}),
    ...(body ? { body } : {}),
    ...(parts.consumes ? { consumes: [parts.consumes] } : {}),
    response: Object.fromEntries<unknown>([...refused, ...described] as [string, unknown][]),
  } as unknown as RouteSchema<Parts>
}

const audience = (roles: Role[], whileSuspended: boolean) =>
  roles.length === 0
    ? 'For anybody.'
    : `For: ${roles.join(', ')}.${whileSuspended ? ' A client may do this while suspended.' : ''}`

/** Whether a suspended client may do what this route does. */
export const isAllowedWhileSuspended = (schema: unknown): boolean =>
  (schema as { 'x-while-suspended'?: boolean } | undefined)?.['x-while-suspended'] ?? false

/** Whether a write may be done while a test clock advances. */
export const isAllowedWhileClockAdvances = (schema: unknown): boolean =>
  (schema as { 'x-while-clock-advances'?: boolean } | undefined)?.['x-while-clock-advances'] ?? false

/** The roles a route's schema names; none for a route that was not made with `operation`. */
export const rolesOf = (schema: unknown): Role[] => (schema as { 'x-roles'?: Role[] } | undefined)?.['x-roles'] ?? []
