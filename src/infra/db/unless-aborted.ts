import type { DatabaseConnection, Transaction } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from './database.ts'

/** Most statements end sooner, and cancelling takes a connection of its own. */
const graceMs = 250
/** Given as the reason since the default one, an error with its stack, costs too much for what ends every step. */
const over = 'the step is over'

/**
 * Runs a step of a transaction. Once the signal aborts, every statement that is still under way a moment later is
 * cancelled, so that the step fails and the transaction is undone.
 *
 * @throws the signal's reason when it aborted before the step began
 */
export async function unlessAborted<T>(
  trx: Transaction<Database>,
  signal: AbortSignal | undefined,
  step: () => Promise<T>,
): Promise<T> {
  if (!signal) return step()
  signal.throwIfAborted()
  const connection = await connectionOf(trx)
  const stepEnded = new AbortController()
  let cancelling: Promise<void> | undefined
  const onAbort = () => {
    cancelling = cancelUntil(stepEnded.signal, connection)
  }
  signal.addEventListener('abort', onAbort)
  try {
    return await step()
  } finally {
    signal.removeEventListener('abort', onAbort)
    stepEnded.abort(over)
    // The connection must not be another's before this is over.
    await cancelling
  }
}

/** A transaction has one for as long as it lasts, but lends it to one statement at a time: hence out of its hands. */
const connectionOf = (trx: Transaction<Database>): Promise<DatabaseConnection> =>
  trx.getExecutor().provideConnection(async (connection) => {
    await connection.collectSessionInfo?.()
    return connection
  })

async function cancelUntil(ended: AbortSignal, connection: DatabaseConnection): Promise<void> {
  while (await sleep(graceMs, true, { signal: ended }).catch(() => false)) {
    // The statement may end by itself meanwhile, or the server be away: then there is nothing to cancel.
    await connection.cancelQuery?.(() => Promise.resolve()).catch(() => {})
  }
}
