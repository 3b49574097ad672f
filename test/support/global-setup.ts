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
  }
}

/** One server for the run, one migrated template that every test file's database is copied from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const services = await startServices()
  const template = `cadre_template_${process.pid}`
  const admin = new pg.Client({ connectionString: services.adminUrl })
  await admin.connect()
  await admin.query(`drop database if exists ${template} with (force)`)
  await admin.query(`create database ${template}`)
  const url = new URL(services.adminUrl)
  url.pathname = `/${template}`
  await migrate(url.href, rolePassword(testSecret))
  project.provide('adminUrl', services.adminUrl)
  project.provide('template', template)
  console.log(`PostgreSQL for the tests: ${services.provider}`)
  return async () => {
    await admin.query(`drop database if exists ${template} with (force)`)
    await admin.end()
    await services.stop()
  }
}
