import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { lstatSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { firstFreePort, listenOnFreePort } from './free-port.ts'
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from './postgres.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 })

const password = 'a/b@c: d'
let home: string
let cleanups: (() => Promise<unknown>)[]

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'embedded-'))
  await chmod(home, 0o755)
  // Retried, as the server of a killed process may still be writing its last.
  cleanups = [() => rm(home, { recursive: true, force: true, maxRetries: 20 })]
})

afterEach(async () => {
  for (const cleanUp of cleanups.toReversed()) await cleanUp()
})

async function start(options: Partial<EmbeddedPostgresOptions> = {}) {
  const said: string[] = []
  const dataDir = join(home, 'postgres')
  const postgres = await startEmbeddedPostgres({
    dataDir,
    password,
    durable: false,
    log: (line) => said.push(line),
    ...options,
  })
  cleanups.push(postgres.stop)
  return { ...postgres, said, dataDir }
}

const HOLD = `
const [launcher, dataDir, password] = process.argv.slice(1)
const { startEmbeddedPostgres } = await import(launcher)
const { port } = await startEmbeddedPostgres({ dataDir, password, durable: true })
console.log(port)`

/** In a process of its own, which can be killed. */
async function startElsewhere() {
  const args = [join(import.meta.dirname, 'postgres.ts'), join(home, 'postgres'), password]
  const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLD, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  cleanups.push(async () => holder.kill('SIGKILL'))
  const [port] = (await once(holder.stdout, 'data')) as [Buffer]
  return { holder, port: Number(port), url: urlOf(Number(port)) }
}

const urlOf = (port: number) => `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {}) // Cut off when its server is killed.
  await client.connect()
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = 600; ; left -= 1) {
    try {
      return await attempt()
    } catch (error) {
      if (left === 0) throw error
      await delay(50)
    }
  }
}

const gone = (url: string) => eventually(() => expect(query(url, 'select 1')).rejects.toThrow('ECONNREFUSED'))

const serverPid = async (dataDir: string) =>
  Number((await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0])

/** Ends when another server has taken its place. */
async function killServer(dataDir: string): Promise<void> {
  const killed = await serverPid(dataDir)
  process.kill(killed, 'SIGKILL')
  await eventually(async () => expect(await serverPid(dataDir)).not.toBe(killed))
}

test('is a real PostgreSQL, reachable with the password only, whose data outlives it', async () => {
  const first = await start()
  const facts = 'select current_setting($$listen_addresses$$), current_setting($$unix_socket_directories$$), datlocale'
  expect(await query(first.url, `${facts} from pg_database where datname = 'postgres'`)).toEqual([
    '127.0.0.1',
    '',
    'C.UTF-8',
  ])
  await expect(query(urlOf(first.port).replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow('password')
  await query(first.url, 'create table kept as select 42 as answer')
  await first.stop()
  await gone(first.url)

  const second = await start({ durable: true })
  expect(await query(second.url, 'select answer from kept')).toEqual([42])
  expect(await query(second.url, 'show fsync')).toEqual(['on'])
})

test('takes the next port and says so when the preferred one is taken', async () => {
  const squatter = createServer()
  const taken = await listenOnFreePort(squatter, await firstFreePort(0))
  cleanups.push(async () => squatter.close())

  const { port, said, url } = await start({ port: taken })
  expect(port).toBeGreaterThan(taken)
  expect(said).toEqual([`Port ${taken} is taken: PostgreSQL is on ${port}`])
  expect(await query(url, 'select 1')).toEqual([1])
})

test('dies with its parent by kill -9, and the next start finds the data', async () => {
  const { holder, url } = await startElsewhere()
  await query(url, 'create table kept as select 42 as answer')
  holder.kill('SIGKILL')
  await gone(url)
  expect(await query((await start()).url, 'select answer from kept')).toEqual([42])
})

test('is started again on the same port when the server itself is killed', async () => {
  const { url, dataDir, said } = await start({ durable: true })
  await query(url, 'create table kept as select 42 as answer')
  await killServer(dataDir)
  expect(await eventually(() => query(url, 'select answer from kept'))).toEqual([42])
  expect(said).toEqual(['PostgreSQL ended unexpectedly: starting it again'])
})

test('recovers when parent and server are both killed', async () => {
  const { holder, url } = await startElsewhere()
  await query(url, 'create table kept as select 42 as answer')
  const pid = await serverPid(join(home, 'postgres'))
  holder.kill('SIGKILL')
  process.kill(pid, 'SIGKILL')
  expect(await query((await start()).url, 'select answer from kept')).toEqual([42])
})

test('starts on a lock whose number now belongs to another program of the same account', async () => {
  const first = await start()
  const pid = await serverPid(first.dataDir)
  const lock = await readFile(join(first.dataDir, 'postmaster.pid'), 'utf8')
  await first.stop()
  await writeFile(join(first.dataDir, 'postmaster.pid'), lock.replace(String(pid), String(process.ppid)))
  expect(await query((await start()).url, 'select 1')).toEqual([1])
})

test("uses another living session's server and takes over when that session ends", async () => {
  const { holder, port } = await startElsewhere()
  const guest = await start()
  expect(guest.port).toBe(port)
  expect(guest.said).toEqual([`PostgreSQL already runs on ${guest.dataDir}, on port ${port}: using it`])

  const ownersPid = await serverPid(guest.dataDir)
  holder.kill('SIGKILL')
  await eventually(async () => expect(await serverPid(guest.dataDir)).not.toBe(ownersPid))
  expect(await eventually(() => query(guest.url, 'select 1'))).toEqual([1])
})

test('two first starts at the same moment end up on one server', async () => {
  const [one, other] = await Promise.all([startElsewhere(), startElsewhere()])
  expect(one.port).toBe(other.port)
  expect(await query(one.url, 'select 1')).toEqual([1])
})

test('clears away a first start that was killed half-way', async () => {
  const abandoned = join(home, 'postgres.initdb-999999999')
  await mkdir(join(abandoned, 'data'), { recursive: true })
  const { url } = await start()
  expect(await query(url, 'select 1')).toEqual([1])
  expect(lstatSync(abandoned, { throwIfNoEntry: false })).toBeUndefined()
})

test('works for root in a folder that nobody else can enter', async () => {
  await chmod(home, 0o700)
  const { url, dataDir, said, stop } = await start()
  if (process.getuid?.() === 0) {
    const place = await realpath(dataDir)
    cleanups.push(() => rm(place, { recursive: true, force: true }))
    expect(said).toEqual([`Other accounts cannot enter ${home}, so PostgreSQL keeps its data in ${place}`])
  }
  await query(url, 'create table kept as select 42 as answer')
  await stop()
  expect(await query((await start()).url, 'select answer from kept')).toEqual([42])
})
