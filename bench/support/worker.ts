import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../workers/main.ts', import.meta.url))

export interface WorkerProcess {
  /** Asks it to finish and waits until it has. */
  stop(): Promise<void>
  /** Ends it between two instructions, as a power cut would. */
  kill9(): Promise<void>
}

/** A worker as operators run it, in a process that can be killed. What it logs as an error is shown. */
export function startWorkerProcess(environment: Record<string, string | undefined>): WorkerProcess {
  const worker = spawn(process.execPath, [program], {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const atExit = () => worker.kill('SIGKILL')
  process.once('exit', atExit)
  const end = async (signal: NodeJS.Signals) => {
    process.off('exit', atExit)
    if (worker.exitCode !== null || worker.signalCode !== null) return
    const ended = once(worker, 'exit')
    worker.kill(signal)
    await ended
  }
  return { stop: () => end('SIGTERM'), kill9: () => end('SIGKILL') }
}
