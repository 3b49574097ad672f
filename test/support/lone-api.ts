import pg from 'pg'
import { rolePassword } from '../../src/config.ts'
import { prepareRoles } from '../../src/infra/db/roles.ts'
import { startTestApi, type TestPractice } from './api.ts'
import type { Call } from './campaign.ts'
import { callOver, type CadreProcess, startApiProcess } from './processes.ts'
import { testSecret } from './secret.ts'

/** The API as operators run it: in a process of its own, on a database with every limit that migrations set. */
export interface LoneApi extends CadreProcess {
  practice: TestPractice
  /** The owner's access token. */
  owner: string
  /** One request as the owner, over a connection of its own. */
  call: Call
  /** Looks behind the API's back. */
  admin: pg.Client
  /** How many of the API's connections are at work. */
  transactions(): Promise<number>
  /** Lets nobody get at a table until it is told to end. */
  lock(table: string): Promise<{ end(): Promise<void> }>
  stop(): Promise<void>
}

/** @param prepare changes the database before the API signs in to it */
export async function startLoneApi(
  environment: Record<string, string>,
  prepare: (admin: pg.Client) => Promise<unknown> = async () => {},
): Promise<LoneApi> {
  const behind = await startTestApi()
  const { admin, adminUrl } = behind.database
  await prepareRoles(admin, rolePassword(testSecret))
  await prepare(admin)
  const practice = await behind.practice()
  const api = await startApiProcess({
    DATABASE_URL: adminUrl,
    CADRE_SECRET: testSecret,
    PUBLIC_URL: behind.container.config.publicUrl,
    SMTP_URL: 'smtp://127.0.0.1:1',
    ...environment,
  })
  return {
    ...api,
    practice,
    owner: practice.owner,
    call: callOver(api, practice.owner),
    admin,
    async transactions() {
      const { rows } = await admin.query<{ count: number }>(
        `select count(*)::integer as count from pg_stat_activity
          where datname = current_database() and usename = 'cadre_app' and state <> 'idle'`,
      )
      return rows[0]!.count
    },
    async lock(table) {
      const holder = new pg.Client({ connectionString: adminUrl })
      await holder.connect()
      await holder.query(`begin; lock table ${table} in access exclusive mode`)
      return { end: () => holder.end() }
    },
    async stop() {
      await api.end('SIGTERM')
      await behind.stop()
    },
  }
}
