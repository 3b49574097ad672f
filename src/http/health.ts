import type { FastifyInstance } from 'fastify'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../infra/db/database.ts'

/** `/livez`: this process answers. `/readyz`: it can do more work, and is not about to stop. */
export function registerHealth(
  app: FastifyInstance,
  { db, isOverloaded }: { db: Kysely<Database>; isOverloaded(): boolean },
): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.get('/livez', { config: { always: true }, schema: { hide: true } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { config: { always: true }, schema: { hide: true } }, async (_request, reply) => {
    if (closing) return reply.code(503).send({ status: 'closing' })
    if (isOverloaded()) return reply.code(503).header('retry-after', '1').send({ status: 'overloaded' })
    try {
      const { rows } = await sql<{ why: string | null }>`select app.why_sending_is_frozen() as why`.execute(db)
      // It can do all its work but for mail, which waits: no reason to send requests elsewhere.
      return { status: 'ok', ...(rows[0]?.why ? { sending: 'frozen' } : {}) }
    } catch {
      return reply.code(503).header('retry-after', '1').send({ status: 'no database' })
    }
  })
}
