import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from './database.ts'

// A date is a day in somebody's life, not a midnight somewhere: it stays YYYY-MM-DD.
pg.types.setTypeParser(pg.types.builtins.DATE, String)

export interface PoolOptions {
  url: string
  max: number
  /** How long a caller waits for a connection before it is refused. */
  connectionTimeoutMs?: number
}

/** A pool that survives its server's restarts; losing an idle connection is not news. */
export function createPool({ url, max, connectionTimeoutMs = 3000 }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: connectionTimeoutMs,
    keepAlive: true,
  })
  pool.on('error', () => {})
  // One that is lost while it is lent out fails whoever uses it next; unheard, it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Kysely over a pool; closing it (`destroy`) ends the pool. */
export function createDatabase(pool: pg.Pool): Kysely<Database> {
  return new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
}
