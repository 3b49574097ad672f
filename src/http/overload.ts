import type { FastifyInstance } from 'fastify'
import { overloaded } from '../infra/db/pool.ts'
import { unavailable } from '../infra/db/sqlstate.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered however much is being asked, and while the app closes. */
    always?: boolean
  }
}

/**
 * Sends requests away at once, before their token is verified or their body read, while more are waiting than may, and
 * while the app closes.
 */
export function refuseOverload(app: FastifyInstance, isOverloaded: () => boolean): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.always) return
    if (closing) throw unavailable('This process is about to stop. Try again.', { retryAfterSeconds: 1 })
    if (isOverloaded()) throw overloaded()
  })
}
