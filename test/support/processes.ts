import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach } from 'vitest'
import { firstFreePort } from '../../src/infra/embedded/free-port.ts'
import type { Call } from './campaign.ts'

/** A part of Cadre as operators run it: in a process of its own that signals reach. */
export interface CadreProcess {
  /** Of the API, or of the worker's health server. */
  url: string
  /** What it wrote, for people who look into a failure. */
  output(): string
  signal(signal: NodeJS.Signals): void
  /** Sends a signal and waits for the end; returns the exit code, or null when the signal ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

const shiftedClock = new URL('shifted-clock-process.ts', import.meta.url).href
const running = new Set<ChildProcess>()
const patienceMs = 120_000
/** What is started again and again need not be read each time. */
const compiled = path.join(tmpdir(), 'cadre-tests-compiled')

// Not one of them may outlive the tests, however those end.
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')))
process.once('SIGTERM', () => process.exit(143))
afterEach(() => running.forEach((child) => child.kill('SIGKILL')))

/** What `npm run start:api` runs; resolves when it can work. */
export const startApiProcess = (environment: Record<string, string>) => start('start:api', 'PORT', environment)

/** What `npm run start:worker` runs; resolves when it can work. */
export const startWorkerProcess = (environment: Record<string, string>) =>
  start('start:worker', 'WORKER_PORT', environment)

/** Lets a process believe in a clock that is so much ahead until SIGUSR2 sets it right. */
export const withClock = (environment: Record<string, string>, aheadMs: number): Record<string, string> => ({
  ...environment,
  NODE_OPTIONS: `--import=${shiftedClock}`,
  CLOCK_SHIFT_MS: String(aheadMs),
})

async function start(
  script: 'start:api' | 'start:worker',
  portVariable: string,
  environment: Record<string, string>,
): Promise<CadreProcess> {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> }
  const [, ...args] = scripts[script]!.split(' ')
  const port = await firstFreePort(0)
  // npm would stand between us and the signals, and the developer's own settings between us and what is tested.
  const child = spawn(
    process.execPath,
    args.filter((arg) => !arg.startsWith('--env-file')),
    {
      env: {
        PATH: process.env['PATH'],
        LOG_LEVEL: 'warn',
        NODE_COMPILE_CACHE: compiled,
        ...environment,
        [portVariable]: String(port),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk))
  running.add(child)
  child.once('exit', () => running.delete(child))
  const output = () => Buffer.concat(said).toString()
  const url = `http://127.0.0.1:${port}`

  const deadline = performance.now() + patienceMs
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`${script} ended with ${child.exitCode}:\n${output()}`)
    if (performance.now() > deadline) throw new Error(`${script} is not ready:\n${output()}`)
    await sleep(50)
  }
  return {
    url,
    output,
    signal: (signal) => void child.kill(signal),
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit')
        child.kill(signal)
        await ended
      }
      return child.exitCode
    },
  }
}

/** Requests to an API in a process of its own, each over a connection of its own; rejects when there is no answer. */
export const callOver =
  ({ url: origin }: Pick<CadreProcess, 'url'>, token: string): Call =>
  async (method, url, { body, headers } = {}) => {
    const response = await fetch(origin + url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        connection: 'close',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: text,
      json: () => JSON.parse(text) as never,
    }
  }

/** Whether a process says that it can work. */
export const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )
