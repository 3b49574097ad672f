import type { ConnectionProvider, DatabaseConnection, QueryExecutor } from 'kysely'

/**
 * Lets a transaction ask several things at once: statements that do not wait for one another's answers (`Promise.all`)
 * are sent together, and run one after the other in the order in which they were asked. By itself a transaction of
 * Kysely's sends the next only after the answer to the one before. When one fails, those behind it fail too.
 */
export function askWithoutWaiting(executor: QueryExecutor): void {
  const withConnectionProvider = executor.withConnectionProvider.bind(executor)
  executor.withConnectionProvider = (provider) => withConnectionProvider(lendToAll(provider))
}

/** A provider that has one connection, and lends it whether or not somebody has it already. */
function lendToAll(provider: ConnectionProvider): ConnectionProvider {
  let connection: Promise<DatabaseConnection> | undefined
  return {
    async provideConnection(consumer) {
      connection ??= provider.provideConnection((lent) => Promise.resolve(lent))
      return consumer(await connection)
    },
  }
}
