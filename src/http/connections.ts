import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { defineProblem, type Problem } from '../errors.ts'
import { malformed, problemType } from './problem.ts'
import { problemMediaType } from './schemas.ts'

const tooSlow = defineProblem('too_slow', 408, 'The request did not arrive in time')
const headersTooLarge = defineProblem('headers_too_large', 431, 'The headers are longer than this service reads')

/** Of one process. Each costs a file descriptor and some memory; a reverse proxy opens far fewer. */
export const maxConnections = 5000

/**
 * How long a connection may keep us waiting: all of a request must have arrived in `requestTimeoutMs`, its headers in
 * half of that. Node looks for late ones as often as is said here.
 */
export const connectionLimits = (requestTimeoutMs: number) => ({
  requestTimeout: requestTimeoutMs,
  // For those who do not read their answer.
  connectionTimeout: 30_000,
  // Longer than reverse proxies keep theirs, so that none sends a request into a connection that is being closed.
  keepAliveTimeout: 72_000,
  http: { headersTimeout: requestTimeoutMs / 2, connectionsCheckingInterval: Math.min(2000, requestTimeoutMs / 4) },
})

const causes: Record<string, () => { problem: Problem }> = {
  ERR_HTTP_REQUEST_TIMEOUT: tooSlow,
  HPE_HEADER_OVERFLOW: headersTooLarge,
}

/** Answers what never became a request: it came too slowly, has too much in its head, or is no HTTP. */
export function answerUnparsable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const { problem } = (causes[error.code ?? ''] ?? malformed)()
  socket.end(answerOf(problem), () => socket.destroy())
}

function answerOf({ code, status, title }: Problem): string {
  const requestId = randomUUID()
  // There is no address to speak of.
  const instance = `urn:uuid:${requestId}`
  const body = JSON.stringify({ type: problemType(code), title, status, instance, code, requestId })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${problemMediaType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}
