import type { Duplex } from 'node:stream'
import {
  type Dialect,
  PostgresDialect,
  type PostgresDialectConfig,
  type PostgresPool,
  type PostgresPoolClient,
} from 'kysely'

/**
 * PostgreSQL with fewer waits: `begin` is sent together with the first statement of its transaction, and statements
 * that come again keep their plans.
 *
 * @param config.pool of clients that pipeline: a statement is sent although those before it have not been answered
 */
export function eagerPostgres(config: PostgresDialectConfig & { pool: PostgresPool }): Dialect {
  const { pool } = config
  const dialect = new PostgresDialect({
    ...config,
    pool: { options: pool.options, connect: async () => keepingPlans(await pool.connect()), end: () => pool.end() },
  })
  const createDriver = dialect.createDriver.bind(dialect)
  dialect.createDriver = () => {
    const driver = createDriver()
    const begin = driver.beginTransaction.bind(driver)
    // When it fails the connection is gone, and the statement behind it says so.
    driver.beginTransaction = async (connection, settings) => void begin(connection, settings).catch(() => {})
    return driver
  }
  return dialect
}

/** As many as a server should keep for each connection; what has more values is a batch, and hardly comes again. */
const plansKept = 500
const mostValues = 40

const names = new Map<string, string>()

function nameOf(statement: string, values: readonly unknown[]): string | undefined {
  const known = names.get(statement)
  if (known !== undefined || values.length === 0 || values.length > mostValues || names.size >= plansKept) return known
  const name = `s${names.size}`
  names.set(statement, name)
  return name
}

const keepers = new WeakMap<PostgresPoolClient, PostgresPoolClient>()

/** The client itself, but for the names that its statements get. */
function keepingPlans(client: PostgresPoolClient): PostgresPoolClient {
  const known = keepers.get(client)
  if (known) return known
  const query = client.query.bind(client) as (statement: unknown, values?: unknown) => never
  const keeper = Object.assign(Object.create(client) as PostgresPoolClient, {
    query(statement: unknown, values?: readonly unknown[]) {
      sendTogether(client)
      const name = typeof statement === 'string' && values ? nameOf(statement, values) : undefined
      return name ? query({ name, text: statement, values }) : query(statement, values)
    },
  })
  keepers.set(client, keeper)
  return keeper
}

/** Holds what is asked back until whoever asks has nothing more to ask for now: one write, where each costs as much as a statement. */
function sendTogether(client: PostgresPoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection
  if (stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}
