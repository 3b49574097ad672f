import type { Client } from 'pg'
import { sqlStateOf } from './sqlstate.ts'

/** The four roles of a deployment. Only the owner may change the schema, and nothing runs as the owner. */
export const databaseRoles = ['cadre_owner', 'cadre_app', 'cadre_relay', 'cadre_queue'] as const
export type DatabaseRole = (typeof databaseRoles)[number]

/**
 * Makes the roles and schemas that migrations and the running service rely on; safe to repeat.
 *
 * @param admin a connection that may create roles
 * @param passwordOf the password each role signs in with
 */
export async function prepareRoles(admin: Client, passwordOf: (role: DatabaseRole) => string): Promise<void> {
  // Two that prepare this database at once take turns.
  await admin.query(`select pg_advisory_lock(hashtext('cadre.roles'))`)
  try {
    await unlessOutrun(() => makeRoles(admin, passwordOf))
    await prepareDatabase(admin)
  } finally {
    await admin.query(`select pg_advisory_unlock(hashtext('cadre.roles'))`)
  }
}

async function makeRoles(admin: Client, passwordOf: (role: DatabaseRole) => string): Promise<void> {
  for (const role of databaseRoles) {
    const { rowCount } = await admin.query('select 1 from pg_roles where rolname = $1', [role])
    if (!rowCount) await admin.query(`create role ${role} nosuperuser nobypassrls nocreatedb nocreaterole`)
    const login = role === 'cadre_owner' ? 'nologin' : `login password ${admin.escapeLiteral(passwordOf(role))}`
    await admin.query(`alter role ${role} ${login}`)
  }
  // Pages are in memory or on flash. Reading in an index's order is never worth less than sorting what a guess takes for few.
  await admin.query('alter role cadre_app set random_page_cost = 1.1')
  await admin.query(`grant cadre_owner, cadre_queue to ${admin.escapeIdentifier(admin.user ?? 'postgres')}`)
}

async function prepareDatabase(admin: Client): Promise<void> {
  const database = admin.escapeIdentifier(admin.database ?? 'postgres')
  await admin.query(`revoke temporary, create on database ${database} from public`)
  await admin.query(`grant connect on database ${database} to cadre_app, cadre_relay, cadre_queue`)
  // BullMQ adds many jobs at once by way of a temporary table.
  await admin.query(`grant temporary on database ${database} to cadre_queue`)
  await admin.query(`alter schema public owner to cadre_owner`)
  await admin.query(`create schema if not exists app authorization cadre_owner`)
  // Typos are counted by it.
  await admin.query('create extension if not exists fuzzystrmatch schema app')
  await admin.query(`create schema if not exists bullmq authorization cadre_queue`)
  await admin.query(`alter role cadre_app in database ${database} set statement_timeout = '15s'`)
  await admin.query(`alter role cadre_app in database ${database} set lock_timeout = '2500ms'`)
  await admin.query(`alter role cadre_app in database ${database} set idle_in_transaction_session_timeout = '30s'`)
  await admin.query(`alter role cadre_queue in database ${database} set search_path = bullmq`)
}

/** Databases of one cluster share its roles, and no lock reaches across databases: whoever is outrun tries again. */
async function unlessOutrun(step: () => Promise<void>, triesLeft = 5): Promise<void> {
  try {
    await step()
  } catch (error) {
    const state = sqlStateOf(error)
    const isOutrun = state === '42710' || state === '23505' || /tuple concurrently updated/.test(String(error))
    if (!isOutrun || triesLeft === 0) throw error
    await unlessOutrun(step, triesLeft - 1)
  }
}
