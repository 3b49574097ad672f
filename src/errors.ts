/** Everything a problem+json answer says about one kind of problem, but for what happened this time. */
export interface Problem {
  code: string
  status: number
  title: string
}

/** One mistake in the input: where (a JSON pointer into the body, or `?name` for a query parameter) and how to mend it. */
export interface FieldError {
  pointer: string
  detail: string
  /** Where in a text that has several lines; both count from 1. */
  line?: number
  column?: number
}

interface ErrorOptions {
  detail?: string
  errors?: FieldError[]
  extra?: Record<string, unknown>
  cause?: unknown
  retryAfterSeconds?: number
}

/**
 * The one error of this system. `detail`, `errors` and `extra` are public; `cause` is for the log.
 * Workers read `status`: 4xx will never succeed, 5xx may on another day.
 */
export class AppError extends Error {
  readonly problem: Problem
  readonly detail: string | undefined
  readonly errors: FieldError[] | undefined
  readonly extra: Record<string, unknown>
  readonly retryAfterSeconds: number | undefined

  constructor(problem: Problem, options: ErrorOptions = {}) {
    super(options.detail ?? problem.title, { cause: options.cause })
    this.name = 'AppError'
    this.problem = problem
    this.detail = options.detail
    this.errors = options.errors
    this.extra = options.extra ?? {}
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

const problems = new Map<string, Problem>()

/**
 * Declares a kind of problem beside the module that raises it and returns the function that makes its errors.
 *
 * @param code stable, snake_case, documented: front ends switch on it
 * @throws if two modules claim one code with different meanings
 */
export function defineProblem(code: string, status: number, title: string) {
  if (problems.has(code)) throw new Error(`problem code ${code} is defined twice`)
  const problem: Problem = { code, status, title }
  problems.set(code, problem)
  const make = (detail?: string, options: Omit<ErrorOptions, 'detail'> = {}) =>
    new AppError(problem, { ...options, detail })
  return Object.assign(make, { problem })
}

/** What makes the errors of one kind of problem. */
export type DefinedProblem = ReturnType<typeof defineProblem>

/** Every problem declared so far, for the OpenAPI document. */
export const knownProblems = (): readonly Problem[] => [...problems.values()]

export const notFound = defineProblem('not_found', 404, 'There is nothing here')
export const invalid = defineProblem('invalid', 422, 'The request has values that cannot be accepted')

/** For pages, whose readers send back what they saw, and for what nobody can have seen yet. */
export const changedMeanwhile = defineProblem('changed_meanwhile', 409, 'Something changed while you were reading')

/** A refusal of one value: 422 with a pointer to it. */
export const invalidField = (pointer: string, detail: string) => invalid(detail, { errors: [{ pointer, detail }] })
