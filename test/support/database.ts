import pg from 'pg'
import { inject } from 'vitest'
import { thawSending } from '../../src/infra/db/restore-guard.ts'

export interface TestDatabase {
  /** Signs in as the administrator, for looking behind the walls. */
  adminUrl: string
  admin: pg.Client
  drop(): Promise<void>
}

/** A database of its own for one test file, copied from the migrated template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `t_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  const server = new pg.Client({ connectionString: inject('adminUrl') })
  await server.connect()
  await server.query(`create database ${name} template ${inject('template')} strategy file_copy`)
  const url = new URL(inject('adminUrl'))
  url.pathname = `/${name}`
  for (const role of ['cadre_app', 'cadre_relay', 'cadre_queue']) {
    await server.query(`grant connect on database ${name} to ${role}`)
  }
  // A copy has the template's content, but not the rights on the database itself.
  await server.query(`revoke temporary, create on database ${name} from public`)
  await server.query(`grant temporary on database ${name} to cadre_queue`)
  await server.query(`alter role cadre_queue in database ${name} set search_path = bullmq`)
  const admin = new pg.Client({ connectionString: url.href })
  await admin.connect()
  // Mail leaves no copy until somebody says that it may.
  await thawSending(admin, [])
  return {
    adminUrl: url.href,
    admin,
    async drop() {
      await admin.end()
      await server.query(`drop database if exists ${name} with (force)`)
      await server.end()
    },
  }
}
