import { CamelCasePlugin, Kysely } from 'kysely'
import pg from 'pg'
import type { Database } from './database.ts'
import { eagerPostgres } from './eager-dialect.ts'
import { unavailable } from './sqlstate.ts'
import type { WaitingLine } from './waiting-line.ts'
import { askWithoutWaiting } from './without-waiting.ts'

// A date is a day in somebody's life, not a midnight somewhere: it stays YYYY-MM-DD.
pg.types.setTypeParser(pg.types.builtins.DATE, String)

export interface PoolOptions {
  url: string
  max: number
  /** How long a caller waits for a connection before it is refused. */
  connectionTimeoutMs?: number
  /** After how long without an answer a server counts as gone. Longer than its own bounds on a statement. */
  queryTimeoutMs?: number
}

/** A pool that survives its server's restarts; losing an idle connection is not news. */
export function createPool({ url, max, connectionTimeoutMs = 3000, queryTimeoutMs }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: connectionTimeoutMs,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
    pipeline: true,
  })
  pool.on('error', () => {})
  // One that is lost while it is lent out fails whoever uses it next; unheard, it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/**
 * Kysely over a pool; closing it (`destroy`) ends the pool.
 *
 * @param line where one waits for a connection; while it is full, nobody else may: 503 at once
 */
export function createDatabase(pool: pg.Pool, line?: WaitingLine): Kysely<Database> {
  const entry = {
    options: pool.options,
    connect: () => (line?.isFull() ? Promise.reject(overloaded()) : (line ?? pool).connect()),
    end: () => pool.end(),
  }
  const db = new Kysely<Database>({
    dialect: eagerPostgres({ pool: entry, controlClient: ControlClient }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
  askWithoutWaiting(db.getExecutor())
  return db
}

/** 503: whoever asks now would wait for too long, or behind too many. */
export const overloaded = () =>
  unavailable('More is being asked than can be answered at once. Try again shortly.', { retryAfterSeconds: 1 })

/** What statements are cancelled over. When it is lost meanwhile, they end by their own time limits. */
class ControlClient extends pg.Client {
  constructor(options: pg.ClientConfig) {
    super(options)
    this.on('error', () => {})
  }
}
