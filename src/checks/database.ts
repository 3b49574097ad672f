import pg from 'pg'
import type { Config } from '../config.ts'
import { listMigrations } from '../infra/db/migrate.ts'
import { type Check, type Finding, findingsOf, placeOf, reasonOf } from './finding.ts'

const about = 'database'
const { good, bad, away } = findingsOf(about)

/** Looks with the eyes of the role that the API and the workers run as, over one connection. */
export const database: Check = {
  about,
  of: ['DATABASE_URL', 'CADRE_SECRET'],
  guardsStart: true,
  async look(config) {
    const client = new pg.Client({ connectionString: config.databaseUrl, connectionTimeoutMillis: 5000 })
    client.on('error', () => {})
    try {
      await client.connect()
      const findings = [await lookAtSchema(client)]
      if (findings[0]!.state === 'good') findings.push(await lookAtWalls(client))
      findings.push(await lookAtRoles(client), await lookAtClock(client), await lookAtConnections(client, config))
      return findings
    } catch (error) {
      return [notReached(config.databaseUrl, error)]
    } finally {
      await client.end().catch(() => {})
    }
  },
}

function notReached(url: string, error: unknown): Finding {
  const place = placeOf(url)
  const { code } = error as { code?: string }
  if (code === '28P01' || code === '28000') {
    return bad(
      `PostgreSQL at ${place} does not let cadre_app in`,
      'run `npm run migrate` with this CADRE_SECRET: the roles’ passwords derive from it',
    )
  }
  if (code === '3D000') return bad(`there is no such database at ${place}`, 'create it, or correct DATABASE_URL')
  return away(`PostgreSQL at ${place} does not answer (${reasonOf(error)})`, 'start it, or correct DATABASE_URL')
}

async function lookAtSchema(client: pg.Client): Promise<Finding> {
  const todo = 'run `npm run migrate` with an administrator’s DATABASE_URL'
  const done = await client.query<{ name: string }>('select name from kysely_migration').catch((error: unknown) => {
    const { code } = error as { code?: string }
    // There is no such table, or it is older than the right to read it.
    if (code === '42P01' || code === '42501') return { rows: [] }
    throw error
  })
  const names = new Set(done.rows.map(({ name }) => name))
  const pending = (await listMigrations()).filter((name) => !names.has(name))
  if (pending.length > 0) return bad(`${pending.length} migrations have not run (${pending.join(', ')})`, todo)
  return good('is reached, and every migration has run')
}

async function lookAtWalls(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ name: string }>(`
    select t.relname as name from pg_class t
     where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p')
       and exists (select from pg_attribute a
                    where a.attrelid = t.oid and a.attname = 'practice_id' and not a.attisdropped)
       and not (t.relrowsecurity and t.relforcerowsecurity)
     order by 1`)
  if (rows.length === 0) return good('row-level security is on and forced for every practice’s tables')
  const tables = rows.map(({ name }) => name).join(', ')
  return bad(
    `nothing keeps practices apart in ${tables}: row-level security is off or not forced`,
    'as the owner: `alter table … enable row level security; alter table … force row level security`',
  )
}

/** Whether a role of ours could see past row-level security; roles belong to the whole server. */
export async function lookAtRoles(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ name: string }>(
    `select rolname as name from pg_roles
      where rolname in ('cadre_owner', 'cadre_app', 'cadre_relay', 'cadre_queue') and (rolsuper or rolbypassrls)`,
  )
  if (rows.length === 0) return good('its roles have no powers but their own')
  const roles = rows.map(({ name }) => name)
  return bad(
    `${roles.join(' and ')} may step around row-level security (superuser or BYPASSRLS)`,
    roles.map((role) => `\`alter role ${role} nosuperuser nobypassrls\``).join(', '),
  )
}

async function lookAtClock(client: pg.Client): Promise<Finding> {
  const before = Date.now()
  const { rows } = await client.query<{ now: number }>(
    'select extract(epoch from clock_timestamp())::float8 * 1000 as now',
  )
  const halfway = (Date.now() - before) / 2
  // The answer was given at some moment in between: what the way may have taken is no offset.
  const offsetMs = Math.max(0, Math.abs(rows[0]!.now - before - halfway) - halfway)
  if (offsetMs <= 1000) return good('its clock and this machine’s agree')
  return bad(
    `its clock and this machine’s are ${(offsetMs / 1000).toFixed(1)} s apart`,
    'let both machines follow a time server (NTP)',
  )
}

/** Of a worker besides its pool: the relay's two and the one that listens, and those of the queue when it has no Redis. */
const ofWorkerAlone = ({ redisUrl }: Config): number => (redisUrl ? 3 : 14)
/** For administrators, backups and monitoring. */
const spare = 10

async function lookAtConnections(client: pg.Client, config: Config): Promise<Finding> {
  const { rows } = await client.query<{ max: number }>(`select current_setting('max_connections')::integer as max`)
  const { apiProcesses, workerProcesses, databasePoolSize } = config
  const needed = apiProcesses * databasePoolSize + workerProcesses * (databasePoolSize + ofWorkerAlone(config))
  const granted = rows[0]!.max - spare
  const sum = `${apiProcesses} API and ${workerProcesses} worker processes need up to ${needed} connections`
  if (needed <= granted) return good(`${sum}; ${granted} are free for them`)
  return bad(
    `${sum}, and PostgreSQL has ${granted} for them`,
    'lower DATABASE_POOL_SIZE, run fewer processes (API_PROCESSES, WORKER_PROCESSES), or raise max_connections',
  )
}
