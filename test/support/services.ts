import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbeddedPostgres } from '../../src/infra/embedded/postgres.ts'

export interface TestServices {
  /** Signs in as somebody who may create roles and databases. */
  adminUrl: string
  provider: string
  stop(): Promise<void>
}

/** A real PostgreSQL for the tests: the one given, else one in a container, else the embedded one. */
export async function startServices(): Promise<TestServices> {
  const given = process.env['TEST_DATABASE_URL']
  if (given) return { adminUrl: given, provider: 'TEST_DATABASE_URL', stop: async () => {} }
  const directory = await mkdtemp(path.join(tmpdir(), 'cadre-test-'))
  const postgres = await startEmbeddedPostgres({
    dataDir: path.join(directory, 'data'),
    password: 'test',
    durable: false,
  })
  return {
    adminUrl: postgres.url,
    provider: 'embedded PostgreSQL',
    async stop() {
      await postgres.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
