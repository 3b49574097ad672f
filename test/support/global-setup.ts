import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { rolePassword } from '../../src/config.ts'
import { migrate } from '../../src/infra/db/migrate.ts'
import { startServices } from './services.ts'
import { testSecret } from './secret.ts'

declare module 'vitest' {
  interface ProvidedContext {
    adminUrl: string
    template: string
    redisUrl: string | undefined
  }
}

/** One set of servers for the run, one migrated template that every test file's database is copied from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { postgres, redis } = await startServices()
  const say = (name: string, provider: string) => console.log(`${name} for the ${project.name} tests: ${provider}`)
  say('PostgreSQL', postgres.provider)
  say('Redis', redis?.provider ?? 'none on this machine (no redis-server, no TEST_REDIS_URL)')

  // Projects may share a server that was given, hence the name.
  const template = `cadre_template_${project.name}_${process.pid}`
  const admin = new pg.Client({ connectionString: postgres.url })
  await admin.connect()
  await admin.query(`drop database if exists ${template} with (force)`)
  await admin.query(`create database ${template}`)
  const url = new URL(postgres.url)
  url.pathname = `/${template}`
  await migrate(url.href, rolePassword(testSecret))
  project.provide('adminUrl', postgres.url)
  project.provide('template', template)
  project.provide('redisUrl', redis?.url)
  return async () => {
    await admin.query(`drop database if exists ${template} with (force)`)
    await admin.end()
    await postgres.stop()
    await redis?.stop()
  }
}
