import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { rolePassword } from '../../src/config.ts'
import { migrate } from '../../src/infra/db/migrate.ts'
import { startEmbeddedPostgres } from '../../src/infra/embedded/postgres.ts'
import type { TestDatabase } from './database.ts'
import { testSecret } from './secret.ts'

/** A PostgreSQL that a test may end as it likes: it comes back on the same port, with what was committed. */
export interface Cluster {
  /** Its `admin` is another one after a crash. */
  database: TestDatabase
  /** Resolves when the server is back. SIGQUIT is its immediate shutdown, SIGKILL not even that. */
  crash(signal: 'SIGQUIT' | 'SIGKILL'): Promise<void>
  stop(): Promise<void>
}

/** Starts one that is as careful as in production. */
export async function startCluster(): Promise<Cluster> {
  const directory = await mkdtemp(path.join(tmpdir(), 'cadre-cluster-'))
  const dataDir = path.join(directory, 'data')
  const postgres = await startEmbeddedPostgres({ dataDir, password: 'test', durable: true })
  await migrate(postgres.url, rolePassword(testSecret))
  let admin = await connect(postgres.url)
  return {
    database: {
      adminUrl: postgres.url,
      get admin() {
        return admin
      },
      drop: () => admin.end(),
    },
    async crash(signal) {
      const [pid] = (await readFile(path.join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')
      const lost = new Promise((resolve) => admin.once('end', resolve))
      process.kill(Number(pid), signal)
      await lost
      admin = await connect(postgres.url)
    },
    async stop() {
      await postgres.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Waits for the server, which may be starting. */
async function connect(url: string): Promise<pg.Client> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch (error) {
      if (performance.now() > deadline) throw error
      await sleep(100)
    }
  }
}
