import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { rolePassword } from '../../src/config.ts'
import { migrate } from '../../src/infra/db/migrate.ts'
import { startEmbeddedPostgres } from '../../src/infra/embedded/postgres.ts'
import { startLocalRedis } from '../../src/infra/embedded/redis.ts'

export const backends = ['redis', 'postgres'] as const
export type Backend = (typeof backends)[number]

/** Of everything that a bench starts; it guards nothing. */
const secret = 'a secret that only the benches are good for'

export interface BenchServices {
  /** For files; gone afterwards. */
  folder: string
  /** A migrated database of its own, and what a process needs to know in order to work on it. */
  database(backend: Backend): Promise<{ admin: pg.Client; environment: Record<string, string> }>
  stop(): Promise<void>
}

/** A throw-away PostgreSQL that is as careful as a real one, and a Redis when it is asked for. */
export async function startBenchServices(): Promise<BenchServices> {
  // PostgreSQL, which never runs as root, must get into its folder: it is one of its own directly in the temporary one.
  const [folder, data] = await Promise.all(['bench-', 'bench-data-'].map((name) => mkdtemp(path.join(tmpdir(), name))))
  const postgres = await startEmbeddedPostgres({ dataDir: data!, password: 'bench', durable: true })
  const stops = [postgres.stop]
  let databases = 0

  return {
    folder: folder!,
    async database(backend) {
      const name = `bench_${(databases += 1)}`
      const server = new pg.Client({ connectionString: postgres.url })
      await server.connect()
      await server.query(`create database ${name}`)
      await server.end()
      const url = new URL(postgres.url)
      url.pathname = `/${name}`
      await migrate(url.href, rolePassword(secret))
      const admin = new pg.Client({ connectionString: url.href })
      await admin.connect()
      stops.unshift(() => admin.end())
      const environment: Record<string, string> = {
        DATABASE_URL: url.href,
        CADRE_SECRET: secret,
        PUBLIC_URL: 'http://cadre.example',
      }
      if (backend === 'redis') {
        const redis = await startLocalRedis()
        if (!redis) throw new Error('There is no redis-server on the PATH: run with --backend postgres.')
        stops.unshift(redis.stop)
        environment['REDIS_URL'] = redis.url
      }
      return { admin, environment }
    },
    async stop() {
      for (const stop of stops) await stop()
      await Promise.all([folder!, data!].map((each) => rm(each, { recursive: true, force: true })))
    },
  }
}
