import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Lets bodies of these routes be read as they are, whatever they say they are: a signature is of bytes. */
export function readRaw(app: Pick<FastifyInstance, 'removeAllContentTypeParsers' | 'addContentTypeParser'>): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

export const rawBody = (request: Pick<FastifyRequest, 'body'>): Buffer =>
  Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
