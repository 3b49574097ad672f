import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { closeAfterTest, letter, noted, transportTo } from '../../../test/support/mail.ts'
import type { SinkMessage } from '../../../test/support/smtp-sink-session.ts'

const program = new URL('../../../test/support/smtp-sink-process.ts', import.meta.url).pathname

it('a server killed with SIGKILL after it took the message leaves the delivery uncertain', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sink-'))
  closeAfterTest({ close: () => rm(folder, { recursive: true }) })
  const journal = join(folder, 'journal')
  const options = [program, '--journal', journal, '--fault', 'dot:451 4.3.0 Later:2', '--fault', 'accepted:stall:3']
  const sink = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(sink.stdout, 'data')) as [Buffer]
  const { port } = JSON.parse(line.toString()) as { port: number }
  const transport = transportTo(`smtp://127.0.0.1:${port}`, { maxSessions: 1 })
  const journalled = async (): Promise<string[]> =>
    (await readFile(journal, 'utf8'))
      .split('\n')
      .slice(0, -1)
      .map((entry) => (JSON.parse(entry) as SinkMessage).messageId)

  const deliver = (messageId: string) => transport.deliver(letter({ messageId }), { onBodyStart: noted })
  expect(await deliver('<one@mail.example>')).toMatchObject({ kind: 'sent' })
  expect(await deliver('<two@mail.example>')).toMatchObject({ kind: 'deferred', code: 451 })
  const third = deliver('<three@mail.example>')
  await expect.poll(journalled).toEqual(['<one@mail.example>', '<three@mail.example>'])
  sink.kill('SIGKILL')
  expect(await third).toMatchObject({ kind: 'uncertain', reason: 'connection' })
})
