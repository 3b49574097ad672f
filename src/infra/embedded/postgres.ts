import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { firstFreePort } from './free-port.ts'
import { serverAccount } from './postgres/account.ts'
import { findBinaries } from './postgres/binaries.ts'
import { ensureCluster } from './postgres/cluster.ts'
import { settleDataFolder } from './postgres/data-folder.ts'
import { outsideFolder } from './postgres/outside.ts'
import { openServer, type Server } from './postgres/server.ts'

export type EmbeddedPostgresOptions = {
  /**
   * The database's folder, made at the first start. Run by root below a folder that others cannot enter, the data lies
   * elsewhere and this is a link to it: give throw-away data a folder directly in the temporary one.
   */
  dataDir: string
  /** Of the user `postgres`, set when the folder is made. Later starts must bring the same one. */
  password: string
  /** Preferred port; the next free one when it is taken, any free one when left out. */
  port?: number
  /** False trades the last moments before a crash, and all safety against power cuts, for speed: for tests. */
  durable: boolean
  /** Told in a sentence what a person should know. */
  log?: (message: string) => void
}

export type EmbeddedPostgres = {
  /** Of the superuser, on the database `postgres`. */
  url: string
  port: number
  /** Ends the server and waits until it is gone; open connections are cut. */
  stop(): Promise<void>
}

const RESTART_PAUSE_MS = 1_000

/**
 * A real PostgreSQL on 127.0.0.1 that lives and dies with this process, kill -9 included, and is started again on the
 * same port when it dies by itself. Throws when this machine has no programs for it or it cannot start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { password, durable, log = () => {} } = options
  const account = await serverAccount(options.dataDir)
  const dataDir = await settleDataFolder(options.dataDir, account, log)
  const copyTo = async () => (account ? outsideFolder(account) : dirname(dataDir))
  const { initdb, postgres } = await findBinaries(account, copyTo, log)
  await ensureCluster({ dataDir, initdb, account, password, durable })

  const open = (choosePort: () => Promise<number>) => openServer({ dataDir, postgres, account, durable, choosePort })
  const server = await open(() => firstFreePort(options.port ?? 0))
  const { port } = server
  if (server.adopted) log(`PostgreSQL already runs on ${options.dataDir}, on port ${port}: using it`)
  else if (options.port && port !== options.port) log(`Port ${options.port} is taken: PostgreSQL is on ${port}`)

  const stop = keepRunning(server, () => open(async () => port), log)
  return { url: `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`, port, stop }
}

/** Opens the server again whenever it ends. Answers how to stop it for good. */
function keepRunning(
  first: Server,
  reopen: () => Promise<Server>,
  log: (message: string) => void,
): () => Promise<void> {
  let server = first
  let stopping = false
  const watch = async () => {
    for (;;) {
      await server.ended
      if (stopping) return
      log('PostgreSQL ended unexpectedly: starting it again')
      try {
        server = await reopen()
        if (stopping) await server.stop()
      } catch (error) {
        log((error as Error).message)
        await delay(RESTART_PAUSE_MS)
      }
    }
  }
  const watching = watch()
  return async () => {
    stopping = true
    await server.stop()
    await watching
  }
}
