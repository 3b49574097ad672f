import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { deriveKey } from '../infra/security/secrets.ts'
import { firstFreePort } from '../infra/embedded/free-port.ts'
import { startInbox } from '../infra/embedded/inbox/inbox.ts'
import { startEmbeddedPostgres } from '../infra/embedded/postgres.ts'

type Environment = Record<string, string | undefined>

export interface LocalServices {
  /** What the configuration is read from: what was given, completed by what was started here. */
  environment: Environment
  inboxUrl: string | undefined
  stop(): Promise<void>
}

/** Starts whatever the environment does not name, with its data under `folder`: PostgreSQL, a mail inbox, a secret. */
export async function startLocalServices(
  folder: string,
  given: Environment,
  log: (message: string) => void,
): Promise<LocalServices> {
  await mkdir(folder, { recursive: true })
  const secret = given['CADRE_SECRET'] ?? (await keptSecret(path.join(folder, 'secret')))
  const stops: (() => Promise<void>)[] = []
  const environment: Environment = { ...given, CADRE_SECRET: secret }
  let inboxUrl: string | undefined

  if (!environment['DATABASE_URL']) {
    const postgres = await startEmbeddedPostgres({
      dataDir: path.join(folder, 'postgres'),
      password: deriveKey(secret, 'embedded postgres').toString('base64url'),
      port: 54_320,
      durable: true,
      log,
    })
    stops.push(postgres.stop)
    environment['DATABASE_URL'] = await ensureDatabase(postgres.url, 'cadre')
  }
  if (!environment['SMTP_URL']) {
    const inbox = await startInbox({ smtpPort: 3025, webPort: 3080, dir: path.join(folder, 'inbox'), log })
    stops.push(inbox.stop)
    environment['SMTP_URL'] = inbox.smtpUrl
    inboxUrl = inbox.webUrl
  }
  if (!environment['PORT']) {
    const port = await firstFreePort(3000)
    if (port !== 3000) log(`Port 3000 is taken: the API is on ${port}`)
    environment['PORT'] = String(port)
  }
  environment['OPERATOR_PORT'] ??= String(await firstFreePort(9464))
  environment['PUBLIC_URL'] ??= `http://127.0.0.1:${environment['PORT']}`
  return {
    environment,
    inboxUrl,
    async stop() {
      for (const stop of stops.toReversed()) await stop()
    },
  }
}

/** A deployment's secret must stay the same: made once, readable by its owner alone. */
async function keptSecret(file: string): Promise<string> {
  await writeFile(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
  return (await readFile(file, 'utf8')).trim()
}

async function ensureDatabase(adminUrl: string, name: string): Promise<string> {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  try {
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [name])
    if (!rowCount) await admin.query(`create database ${admin.escapeIdentifier(name)}`)
  } finally {
    await admin.end()
  }
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return url.href
}
