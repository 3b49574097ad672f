import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import { Readable } from 'node:stream'
import type { Database } from '../infra/db/database.ts'
import type { PracticeTrx } from '../infra/db/scope.ts'
import { unavailable } from '../infra/db/sqlstate.ts'
import { unauthenticated } from './auth.ts'
import { createLook } from './look.ts'

/** One look at the database, in a transaction of its own: who may not see it any more, hears no more. */
export type Look = <T>(work: (trx: PracticeTrx) => Promise<T>) => Promise<T>

/** Sends an answer piece by piece, as they come, until there are no more or whoever asked has gone. */
export type Piecewise = (
  request: FastifyRequest,
  reply: FastifyReply,
  mediaType: string,
  pieces: (look: Look, gone: AbortSignal) => AsyncGenerator<string>,
) => Promise<void>

/** Of one process. Each looks at the database again and again. */
const mostAtOnce = 200

/** Answers that are too long for one transaction, or not over yet. No connection to the database is held in between. */
export function createPiecewise(app: FastifyInstance, db: Kysely<Database>): Piecewise {
  const lookFor = createLook(db)
  const open = new Set<AbortController>()
  app.addHook('preClose', async () => open.forEach((one) => one.abort()))

  return async (request, reply, mediaType, pieces) => {
    if (!request.auth) throw unauthenticated()
    if (open.size >= mostAtOnce)
      throw unavailable('Too many are listening. Ask again shortly.', { retryAfterSeconds: 5 })
    const gone = new AbortController()
    open.add(gone)
    reply.raw.once('close', () => {
      gone.abort()
      open.delete(gone)
    })
    const look: Look = (work) => lookFor(request, work, gone.signal)
    const all = pieces(look, gone.signal)
    // Before the first byte, so that a refusal is answered as one.
    const first = await all.next()
    return (
      reply
        .code(200)
        .header('content-type', `${mediaType}; charset=utf-8`)
        // Proxies hand on what they get.
        .header('x-accel-buffering', 'no')
        .send(Readable.from(untilGone(first, all, gone.signal), { objectMode: false }))
    )
  }
}

async function* untilGone(
  first: IteratorResult<string>,
  rest: AsyncGenerator<string>,
  gone: AbortSignal,
): AsyncGenerator<Buffer> {
  if (first.done) return
  yield Buffer.from(first.value)
  try {
    for await (const piece of rest) yield Buffer.from(piece)
  } catch (error) {
    if (!gone.aborted) throw error
  }
}
