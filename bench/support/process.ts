import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { firstFreePort } from '../../src/infra/embedded/free-port.ts'

export interface Server {
  origin: string
  /** From the start of the process until its first good answer. */
  startedInMs: number
  stop(): Promise<void>
}

/**
 * Starts a program that listens on PORT, and waits until it answers. What it logs as an error is shown.
 *
 * @param program relative to the project's folder
 * @param readyPath answers with 200 when it can work
 * @param folder where it runs; the project's own by default
 */
export async function startServer(
  program: string,
  readyPath: string,
  environment: Record<string, string>,
  folder?: string,
): Promise<Server> {
  const port = await firstFreePort(0)
  const origin = `http://127.0.0.1:${port}`
  const beganAt = performance.now()
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../../${program}`, import.meta.url))], {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'error', ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
    cwd: folder,
  })
  const atExit = () => child.kill('SIGKILL')
  process.once('exit', atExit)
  while (!(await answers(`${origin}${readyPath}`))) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`)
    await sleep(5)
  }
  return {
    origin,
    startedInMs: performance.now() - beganAt,
    async stop() {
      process.off('exit', atExit)
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(url, { headers: { connection: 'close' } }).then(
    ({ ok }) => ok,
    () => false,
  )

/** Nobody is refused for asking as fast as they can. */
const unlimited = Object.fromEntries(
  ['PRACTICE', 'CALLER', 'ADDRESS'].map((whom) => [`RATE_LIMIT_${whom}`, '1000000000']),
)

/** What `npm run start:api` runs. */
export const startApi = (environment: Record<string, string>): Promise<Server> =>
  startServer('src/server.ts', '/readyz', { SMTP_URL: 'smtp://127.0.0.1:9', ...unlimited, ...environment })
