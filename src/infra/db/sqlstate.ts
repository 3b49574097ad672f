import { type AppError, defineProblem } from '../../errors.ts'

const conflict = defineProblem('conflict', 409, 'This does not fit with what is already there')
export const unavailable = defineProblem('unavailable', 503, 'The service cannot answer right now')

/** What a database error means to a caller; its text never leaves the log. */
export function problemOfSqlState(error: Error): AppError | undefined {
  const state = sqlStateOf(error)
  if (state === '23505') return conflict('Something with these values exists already.', { cause: error })
  if (state === '23503')
    return conflict('Something this refers to is gone, or something still refers to this.', { cause: error })
  if (state === '22021' || state === '22P05')
    return conflict('A text holds characters that cannot be stored.', { cause: error })
  if (isPassing(error, state)) return unavailable('Try again shortly.', { cause: error, retryAfterSeconds: 1 })
  return undefined
}

/** The five characters PostgreSQL classifies an error by, if it came from there. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/** Whether a row could not be written because it would stand there twice, or what it refers to is not there. */
export const isRefusedByKey = (error: unknown): boolean => ['23503', '23505'].includes(sqlStateOf(error) ?? '')

/** How Node says that a server cannot be reached, or is not there any more. */
const lostConnection = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH',
  'ENETUNREACH', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END',
]) // prettier-ignore

/** Errors that say nothing about the request: the server is away or busy, a lock or deadline was lost. */
function isPassing(error: Error, state: string | undefined): boolean {
  if (state) return /^(08|40|53|57)/.test(state) || state === '55P03' || state === '25P03'
  const { code = '' } = error as NodeJS.ErrnoException
  return (
    lostConnection.has(code) ||
    /timeout exceeded when trying to connect|Connection terminated|is not queryable|Query read timeout/.test(
      error.message,
    )
  )
}
