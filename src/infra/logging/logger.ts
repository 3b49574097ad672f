import { type DestinationStream, pino, type Logger } from 'pino'

/**
 * Structured logs without personal data: addresses of requests lose their query, credentials and bodies never enter,
 * and errors keep what they say of the code but not what they quote.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      redact: { paths: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.token'], remove: true },
      serializers: {
        req: (request: { method: string; url: string; id: string }) => ({
          method: request.method,
          path: request.url.split('?')[0]!.replace(/^\/(l|calendar|downloads)\/.*/, '/$1/…'),
        }),
        err: withoutQuotations,
      },
    },
    destination,
  )
}

/** PostgreSQL quotes whole rows in `detail`, mail servers quote addresses in `response`: only what is listed is kept. */
function withoutQuotations(error: Error) {
  const { type, message, stack } = pino.stdSerializers.err(error)
  const { code, table, column, constraint } = error as unknown as Record<string, unknown>
  // Values that do not fit their type are quoted in the message itself.
  const words = causesOf(error).some(isAboutValue) ? (text: string) => text.replaceAll(/"[^"]*"/g, '"…"') : String
  return { type, message: words(message), stack: words(stack), code, table, column, constraint }
}

const causesOf = (error: unknown): Error[] => (error instanceof Error ? [error, ...causesOf(error.cause)] : [])

/** Class 22 of SQLSTATE: data exceptions. */
const isAboutValue = (error: Error): boolean => /^22[0-9A-Z]{3}$/.test(String((error as { code?: unknown }).code))
