import { promises as fs } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { runMigrations as runQueueMigrations } from 'bullmq'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { FileMigrationProvider, Migrator } from 'kysely/migration'
import pg from 'pg'
import { type DatabaseRole, prepareRoles } from './roles.ts'

const migrationFolder = fileURLToPath(new URL('../../../migrations', import.meta.url))

/** The names of the migrations that this version knows. */
export async function listMigrations(): Promise<string[]> {
  const files = await fs.readdir(migrationFolder)
  return files.map((file) => path.parse(file).name).toSorted()
}

/**
 * Brings a database to the newest schema; safe to repeat and to run from several places at once.
 *
 * @param adminUrl connects as somebody who may create roles
 * @param passwordOf what each role signs in with
 * @returns the names of the migrations that ran now
 * @throws the first migration's error; what came before it stays done
 */
export async function migrate(adminUrl: string, passwordOf: (role: DatabaseRole) => string): Promise<string[]> {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  try {
    await prepareRoles(admin, passwordOf)
    await migrateQueue(admin)
  } finally {
    await admin.end()
  }
  const db = new Kysely<unknown>({
    dialect: new PostgresDialect({
      pool: new pg.Pool({ connectionString: adminUrl, max: 2, options: '-c role=cadre_owner' }),
    }),
  })
  try {
    const migrator = new Migrator({ db, provider: new FileMigrationProvider({ fs, path, migrationFolder }) })
    const { error, results } = await migrator.migrateToLatest()
    if (error) throw error instanceof Error ? error : new Error('a migration failed', { cause: error })
    // So that a process can see that its schema is not there yet.
    await sql`grant select (name) on kysely_migration to cadre_app`.execute(db)
    return (results ?? []).map((result) => result.migrationName)
  } finally {
    await db.destroy()
  }
}

/** BullMQ's own schema, owned by its own role; its migrations ask for `create schema if not exists`, hence the short-lived right. */
async function migrateQueue(admin: pg.Client): Promise<void> {
  const database = admin.escapeIdentifier(admin.database ?? 'postgres')
  await admin.query(`grant create on database ${database} to cadre_queue`)
  await admin.query('set role cadre_queue')
  await runQueueMigrations(admin)
  await admin.query('reset role')
  await admin.query(`revoke create on database ${database} from cadre_queue`)
}
