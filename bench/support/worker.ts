import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../workers/main.ts', import.meta.url))
const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  scripts: Record<string, string>
}
/** As `npm run start:worker` has them, and the compose file (test/guards/worker-options.test.ts). */
const memoryOptions = scripts['start:worker']!.split(' ').filter((option) => /^--.*\d$/.test(option))
/** What is started again and again need not be read each time. */
const compiled = fileURLToPath(new URL('../../node_modules/.cache/cadre', import.meta.url))

export interface WorkerProcess extends AsyncDisposable {
  pid: number
  /** Rejects when it ends without having been told to. */
  died: Promise<never>
  /** Asks it to finish and waits until it has. */
  stop(): Promise<void>
  /** Ends it between two instructions, as a power cut would. */
  kill9(): Promise<void>
}

/** A worker as operators run it, in a process that can be killed. What it logs as an error is shown. */
export function startWorkerProcess(environment: Record<string, string | undefined>): WorkerProcess {
  const worker = spawn(process.execPath, [...memoryOptions, program], {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'error', NODE_COMPILE_CACHE: compiled, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const died = Promise.withResolvers<never>()
  died.promise.catch(() => {}) // Heard by whoever waits for something of this worker, if anybody does.
  let told = false
  const atExit = () => worker.kill('SIGKILL')
  process.once('exit', atExit)
  worker.once('exit', (code) => {
    process.off('exit', atExit)
    if (!told) died.reject(new Error(`the worker ended by itself, with ${code}`))
  })

  async function end(signal: NodeJS.Signals): Promise<void> {
    told = true
    if (worker.exitCode !== null || worker.signalCode !== null) return
    const ended = once(worker, 'exit')
    worker.kill(signal)
    await ended
  }
  const kill9 = () => end('SIGKILL')
  return { pid: worker.pid!, died: died.promise, stop: () => end('SIGTERM'), kill9, [Symbol.asyncDispose]: kill9 }
}
