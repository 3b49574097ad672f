import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { SinkMessage } from '../../test/support/smtp-sink-session.ts'

const program = fileURLToPath(new URL('../../test/support/smtp-sink-process.ts', import.meta.url))

export interface SinkProcess extends AsyncDisposable {
  url: string
  /** How many mails it has taken by now. */
  count(): Promise<number>
  /** All it has taken, in order. */
  mails(): AsyncIterable<SinkMessage>
  /** Forgets what it has taken. */
  clear(): Promise<void>
  stop(): Promise<void>
}

/**
 * A mail server in a process of its own, so that it outlives whatever is killed.
 *
 * @param journal a file that does not exist yet; each accepted mail is a line of it before it is acknowledged
 * @param ackMs how long each acknowledgement takes
 */
export async function startSinkProcess({ journal, ackMs }: { journal: string; ackMs: number }): Promise<SinkProcess> {
  const args = [program, '--journal', journal, '--ack-ms', String(ackMs)]
  const sink = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  process.once('exit', () => sink.kill('SIGKILL'))
  const [line] = (await once(sink.stdout, 'data')) as [Buffer]
  const { port } = JSON.parse(line.toString()) as { port: number }
  const file = await open(journal, 'a+')
  const chunk = Buffer.alloc(1 << 20)
  let position = 0
  let lines = 0

  async function stop(): Promise<void> {
    if (sink.exitCode !== null || sink.signalCode !== null) return
    await file.close()
    const ended = once(sink, 'exit')
    sink.kill('SIGKILL')
    await ended
  }

  return {
    url: `smtp://127.0.0.1:${port}`,
    async count() {
      for (;;) {
        const { bytesRead } = await file.read(chunk, 0, chunk.length, position)
        if (bytesRead === 0) return lines
        position += bytesRead
        for (let at = chunk.indexOf('\n'); at !== -1 && at < bytesRead; at = chunk.indexOf('\n', at + 1)) lines += 1
      }
    },
    async *mails() {
      for await (const entry of createInterface({ input: createReadStream(journal) }))
        yield JSON.parse(entry) as SinkMessage
    },
    async clear() {
      await file.truncate()
      position = 0
      lines = 0
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
