import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { startEmbeddedPostgres } from '../infra/embedded/postgres.ts'
import { migrate } from '../infra/db/migrate.ts'

/** Runs work against a freshly migrated embedded database, gone afterwards; the URL signs in as its administrator. */
export async function withThrowAwayDatabase(work: (adminUrl: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(`${tmpdir()}/cadre-`)
  const postgres = await startEmbeddedPostgres({
    dataDir: directory,
    password: 'throw-away',
    durable: false,
  })
  try {
    await migrate(postgres.url, () => 'throw-away')
    await work(postgres.url)
  } finally {
    await postgres.stop()
    await rm(directory, { recursive: true, force: true })
  }
}
