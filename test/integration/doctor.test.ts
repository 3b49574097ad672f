import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Finding } from '../../src/checks/finding.ts'
import { startLocalRedis } from '../../src/infra/embedded/redis.ts'
import { newDkimKeys } from '../../src/infra/mail/signing.ts'
import { startDnsServer } from '../support/dns-server.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { testSecret } from '../support/secret.ts'
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts'

let database: TestDatabase
let sink: SmtpSink
beforeAll(async () => {
  database = await createTestDatabase()
  sink = await startSmtpSink()
})
afterAll(async () => {
  await sink.close()
  await database.drop()
})

type Environment = Record<string, string>

const sound = (): Environment => ({
  DATABASE_URL: database.adminUrl,
  CADRE_SECRET: testSecret,
  PUBLIC_URL: 'https://cadre.test',
  SMTP_URL: sink.url,
  PORT: '0',
  ...(inject('redisUrl') ? { REDIS_URL: inject('redisUrl')! } : {}),
})

async function run(file: string, environment: Environment, ...args: string[]) {
  const env = { PATH: process.env['PATH'], ...environment }
  const child = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, said }
}

/** What the doctor finds wrong, as `about: says`. */
async function wrongWith(changes: Environment): Promise<string[]> {
  const { code, said } = await run('src/bin/doctor.ts', { ...sound(), ...changes }, '--json')
  const { healthy, findings } = JSON.parse(said) as { healthy: boolean; findings: Finding[] }
  const wrong = findings.filter(({ state }) => state === 'bad' || state === 'away')
  expect([healthy, code]).toEqual(wrong.length === 0 ? [true, 0] : [false, 1])
  expect(wrong.filter(({ todo }) => !todo)).toEqual([])
  return wrong.map(({ about, says }) => `${about}: ${says}`)
}

const strongSecret = 'q8Zk2vTj7Yw4RxNc1LmBd9PfHs6GuJe3'
/** Everything but what the tests’ own secret and Redis are found guilty of. */
const besides = (found: string[], ...expected: RegExp[]) =>
  found.filter((line) => !/^(secret|Redis)/.test(line) && !expected.some((one) => one.test(line)))

describe('npm run doctor', () => {
  it('explains itself', async () => {
    const { code, said } = await run('src/bin/doctor.ts', {}, '--help')
    expect(code).toBe(0)
    expect(said).toContain('prints no secret')
  })

  it('finds nothing wrong with nothing set: npm start brings it all', async () => {
    const { code, said } = await run('src/bin/doctor.ts', { PORT: '0' })
    expect(said).toContain('– settings        DATABASE_URL is not set: `npm start` brings')
    expect(code).toBe(0)
  })

  it('names every setting that does not fit, looks at the rest, and prints no secret', async () => {
    const changes = {
      PORT: 'canary-port',
      LOG_LEVEL: 'canary-level',
      CADRE_SECRET: 'canary',
      SMTP_URL: 'smtp://canary:canary@mail.example.test:2525',
      DATABASE_URL: 'postgres://canary:canary@127.0.0.1:1/canary',
    }
    const found = await wrongWith(changes)
    expect(found.slice(0, 3)).toEqual([
      'settings: CADRE_SECRET: must have at least 32 characters; `openssl rand -base64 32` makes a good one',
      'settings: PORT: must be a number',
      expect.stringContaining('settings: LOG_LEVEL: '),
    ])
    expect(found).toContain('mail: the password for mail.example.test:2525 may cross the network in the clear')
    const { said } = await run('src/bin/doctor.ts', { ...sound(), ...changes })
    expect(said).not.toContain('canary')
    expect(said).toContain('→')
  })

  it('says when servers are away, or let nobody in', async () => {
    const away = await wrongWith({
      DATABASE_URL: 'postgres://127.0.0.1:1/cadre',
      REDIS_URL: 'redis://127.0.0.1:1',
      SMTP_URL: 'smtp://127.0.0.1:1',
    })
    expect(away).toEqual(
      expect.arrayContaining([
        'database: PostgreSQL at 127.0.0.1:1 does not answer (ECONNREFUSED)',
        'Redis: Redis at 127.0.0.1:1 does not answer (ECONNREFUSED)',
        expect.stringMatching(/^mail: 127.0.0.1:1 does not answer/) as string,
      ]),
    )
    const otherSecret = await wrongWith({ CADRE_SECRET: strongSecret })
    expect(besides(otherSecret)).toEqual([expect.stringContaining('does not let cadre_app in')])
    const missing = new URL(database.adminUrl)
    missing.pathname = '/nowhere'
    expect(besides(await wrongWith({ DATABASE_URL: missing.href }))).toEqual([
      expect.stringContaining('there is no such database'),
    ])
  })

  it('says when the key that mail is signed with is not published', async () => {
    const dns = await startDnsServer()
    const { privateKey, publicKey } = await newDkimKeys()
    const signing = {
      MAIL_FROM: 'letters@platform.example',
      MAIL_DKIM_PRIVATE_KEY: privateKey,
      DNS_SERVERS: dns.address,
    }
    try {
      const of = (found: string[]) => found.filter((line) => line.startsWith('signatures'))
      const name = 'cadre._domainkey.platform.example'
      expect(of(await wrongWith(signing))).toEqual([
        `signatures: ${name} does not have the key that mail is signed with: receivers take it for forged`,
      ])
      dns.records.set(name, `v=DKIM1; k=rsa; p=${publicKey}`)
      expect(of(await wrongWith(signing))).toEqual([])
      const { said } = await run('src/bin/doctor.ts', { ...sound(), MAIL_DKIM_PRIVATE_KEY: 'no key' })
      expect(said).toContain('must be a private RSA key')
    } finally {
      await dns.close()
    }
  })

  it('says when a port is taken by something else', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    expect(besides(await wrongWith({ PORT: String(port) }))).toEqual([
      `machine: something else listens on port ${port} (PORT)`,
    ])
    server.close()
  })

  it('sees migrations that have not run, tables without walls, and more processes than connections', async () => {
    const { admin } = database
    expect(besides(await wrongWith({}))).toEqual([])
    await admin.query(`delete from kysely_migration where name = '0001_walls'`)
    expect(besides(await wrongWith({}))).toEqual(['database: 1 migrations have not run (0001_walls)'])
    await admin.query(`insert into kysely_migration values ('0001_walls', now()::text)`)
    await admin.query('alter table contacts no force row level security; alter table tasks disable row level security')
    expect(besides(await wrongWith({}))).toEqual([expect.stringContaining('keeps practices apart in contacts, tasks:')])
    await admin.query('alter table contacts force row level security; alter table tasks enable row level security')
    expect(besides(await wrongWith({ API_PROCESSES: '90', DATABASE_POOL_SIZE: '20' }))).toEqual([
      expect.stringMatching(
        /90 API and 1 worker processes need up to 18\d\d connections, and PostgreSQL has \d+ for them/,
      ),
    ])
  })
})

describe('in production a process', () => {
  const inProduction = () => ({ ...sound(), NODE_ENV: 'production', LOG_LEVEL: 'info' })
  const refusals = (said: string) =>
    said
      .split('\n')
      .flatMap((line) =>
        line.includes('refusing to start') ? [(JSON.parse(line) as Finding & { msg: string }).msg] : [],
      )

  it.each(['src/server.ts', 'workers/main.ts'])(
    '%s refuses what is not sound, and says what to change',
    async (file) => {
      const { code, said } = await run(file, {
        ...inProduction(),
        PUBLIC_URL: 'http://cadre.test',
        API_PROCESSES: '500',
      })
      expect(code).toBe(1)
      expect(refusals(said)).toEqual(
        expect.arrayContaining([
          'refusing to start: CADRE_SECRET can be guessed: it looks like an example, or repeats itself',
          'refusing to start: PUBLIC_URL is http://cadre.test: tokens would cross the network in the clear',
          expect.stringContaining('500 API and 1 worker processes need up to'),
        ]),
      )
      expect(said).not.toContain(testSecret)
    },
  )

  it('refuses roles that may step around the walls', async () => {
    // Roles belong to the whole server, so others must not meet it: seen from inside a transaction that is taken back.
    const { lookAtRoles } = await import('../../src/checks/database.ts')
    await database.admin.query('begin; alter role cadre_relay bypassrls')
    const finding = await lookAtRoles(database.admin)
    await database.admin.query('rollback')
    expect(finding).toMatchObject({
      state: 'bad',
      says: expect.stringContaining('cadre_relay may step around') as string,
    })
    expect(await lookAtRoles(database.admin)).toMatchObject({ state: 'good' })
  })

  it('refuses a Redis that evicts or forgets, and takes one that does not', async () => {
    const forgetful = await startLocalRedis()
    if (!forgetful) {
      console.warn('LEFT OUT: Redis (there is none)')
      return
    }
    const { Redis } = await import('ioredis')
    const client = new Redis(forgetful.url)
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru')
    const first = await run('src/server.ts', { ...inProduction(), REDIS_URL: forgetful.url })
    expect(refusals(first.said)).toEqual(
      expect.arrayContaining([
        'refusing to start: throws work away when its memory is full (maxmemory-policy is allkeys-lru)',
        'refusing to start: forgets everything when it restarts (appendonly is off)',
      ]),
    )
    await client.config('SET', 'maxmemory-policy', 'noeviction')
    await client.config('SET', 'appendonly', 'yes')
    const second = await run('src/server.ts', { ...inProduction(), REDIS_URL: forgetful.url })
    expect(refusals(second.said).filter((line) => /throws|forgets/.test(line))).toEqual([])
    client.disconnect()
    await forgetful.stop()
  })

  it('refuses a clock that is seconds off', async () => {
    const shifted = new URL('../support/shifted-clock-process.ts', import.meta.url).href
    const { code, said } = await run('src/server.ts', {
      ...inProduction(),
      NODE_OPTIONS: `--import=${shifted}`,
      CLOCK_SHIFT_MS: '90000',
    })
    expect(code).toBe(1)
    expect(refusals(said)).toContainEqual(expect.stringMatching(/clock and this machine’s are (89|90)\.\d s apart/))
  })
})
