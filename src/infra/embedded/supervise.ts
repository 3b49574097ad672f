import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

/** An account of the operating system that a program runs as; undefined is our own. */
export type Account = { uid: number; gid: number } | undefined

export type Ending = { succeeded: boolean; output: string }

export type Supervised = {
  /** True at the first line that matches `readyWhen`; false when the program ended before. */
  ready: Promise<boolean>
  /** When the program is gone, however it ended, with its last lines of output. Never rejects. */
  ended: Promise<Ending>
  /** Asks the program to end and waits until it has. */
  stop(): Promise<void>
  /** Ends it at once, as a crash would. */
  kill9(): Promise<void>
}

type SuperviseOptions = { stopSignal: 'INT' | 'TERM'; readyWhen?: RegExp; account?: Account }

const LINES_KEPT = 20

// The shell becomes the program (exec), so that its process id and its end are the program's own. Before that it leaves
// a watcher behind that reads from us: end of file means that we are gone, even by kill -9, and the program is asked to
// end; a line means that the program ended first and that its number may already belong to somebody else.
const LAUNCH = `
signal=$1; shift
export LC_ALL=C
( ( read -r _ || kill -s "$signal" $$ ) <&3 >/dev/null 2>&1 & )
exec "$@" 3<&-`

/**
 * Starts a program that ends when this process does, whatever ends it. The program has its own session: Ctrl-C in the
 * terminal reaches only us, and we end the program after closing what uses it.
 */
export function supervise(program: string, args: string[], options: SuperviseOptions): Supervised {
  const child = spawn('/bin/sh', ['-c', LAUNCH, 'supervise', options.stopSignal, program, ...args], {
    ...options.account,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const output: string[] = []
  const ready = Promise.withResolvers<boolean>()
  const ended = Promise.withResolvers<Ending>()

  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue
    createInterface({ input: stream }).on('line', (line) => {
      output.push(line)
      if (output.length > LINES_KEPT) output.shift()
      if (options.readyWhen?.test(line)) ready.resolve(true)
    })
  }
  const lifeline = child.stdio[3] as Socket
  lifeline.on('error', () => {}) // The watcher is gone: nothing left to tell it.

  const finish = async (succeeded: boolean) => {
    lifeline.end('stand down\n')
    // The last lines may still be on their way, but processes that the program left behind can hold the pipe for long.
    await Promise.race([once(child, 'close'), delay(200)])
    ready.resolve(false)
    ended.resolve({ succeeded, output: output.join('\n') })
  }
  child.once('exit', (code) => void finish(code === 0))
  child.once('error', (error) => {
    output.push(error.message)
    if (child.pid === undefined) void finish(false)
  })

  const signal = async (name: NodeJS.Signals) => {
    child.kill(name)
    await ended.promise
  }
  return {
    ready: ready.promise,
    ended: ended.promise,
    stop: () => signal(`SIG${options.stopSignal}`),
    kill9: () => signal('SIGKILL'),
  }
}
