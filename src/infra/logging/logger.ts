import { pino, type Logger } from 'pino'

/** Structured logs without personal data: addresses of requests lose their query, credentials and bodies never enter. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    redact: { paths: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.token'], remove: true },
    serializers: {
      req: (request: { method: string; url: string; id: string }) => ({
        method: request.method,
        path: request.url.split('?')[0]!.replace(/^\/(l|calendar)\/.*/, '/$1/…'),
      }),
    },
  })
}
