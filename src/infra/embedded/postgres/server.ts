import { setTimeout as delay } from 'node:timers/promises'
import { processExists } from '../process-table.ts'
import { type Account, supervise } from '../supervise.ts'
import { findPostmaster, LAUNCHER_SETTING } from './postmaster.ts'

export type Server = { port: number; adopted: boolean; ended: Promise<unknown>; stop(): Promise<void> }

export type ServerOptions = {
  dataDir: string
  postgres: string
  account: Account
  durable: boolean
  /** Asked before every attempt, as a port can be taken between the look and the start. */
  choosePort: () => Promise<number>
}

const PATIENCE_MS = 60_000
const PAUSE_MS = 100
const WORTH_ANOTHER_TRY =
  /lock file .* already exists|still in use|could not bind|could not create any TCP\/IP sockets/i

/**
 * A server on the data folder: a new one or, when another living process runs one there, that one. Waits for the old
 * server of a killed process to end. Throws with the server's last words when it cannot start.
 */
export async function openServer(options: ServerOptions): Promise<Server> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const postmaster = await findPostmaster(options.dataDir)
    if (postmaster?.ready && !postmaster.orphan) return adopt(postmaster.pid, postmaster.port)
    if (postmaster?.orphan) askToEnd(postmaster.pid)

    const attempt = postmaster ? `process ${postmaster.pid} runs on it` : await launch(options)
    if (typeof attempt !== 'string') return attempt
    const hopeless = !postmaster && !WORTH_ANOTHER_TRY.test(attempt)
    if (hopeless || performance.now() > deadline) {
      throw new Error(`PostgreSQL did not start on ${options.dataDir}:\n${attempt}`)
    }
    await delay(PAUSE_MS)
  }
}

/** The server, or its last words. */
async function launch(options: ServerOptions): Promise<Server | string> {
  const port = await options.choosePort()
  const settings = Object.entries(serverSettings(port, options.durable))
  const args = ['-D', options.dataDir, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const server = supervise(options.postgres, args, {
    stopSignal: 'INT', // PostgreSQL's fast shutdown: does not wait for its clients to leave.
    readyWhen: /database system is ready to accept connections/,
    account: options.account,
  })
  if (await server.ready) return { port, adopted: false, ended: server.ended, stop: server.stop }
  return (await server.ended).output
}

function serverSettings(port: number, durable: boolean): Record<string, string | number> {
  return {
    [LAUNCHER_SETTING]: process.pid,
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '256MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
}

/** Another process's server: used while it lasts, never stopped by us. */
function adopt(pid: number, port: number): Server {
  const left = new AbortController()
  const watch = async () => {
    while (!left.signal.aborted && processExists(pid)) await delay(PAUSE_MS)
  }
  return { port, adopted: true, ended: watch(), stop: async () => left.abort() }
}

function askToEnd(pid: number): void {
  try {
    process.kill(pid, 'SIGINT')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
