/**
 * The sink as a process of its own, so that it outlives whatever a test kills. Prints `{"port":…}` when it listens and
 * appends each accepted message as one JSON line to the journal before it answers.
 *
 *   node test/support/smtp-sink-process.ts --journal <file> [--port <n>] [--ack-ms <n>] [--dedupe-header <name>]
 *     [--fault <phase>:<cut|reset|stall|reply text>:<every nth message>]…
 */
import { appendFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startSmtpSink } from './smtp-sink.ts'
import type { Moment, Verdict } from './smtp-sink-session.ts'

const { values } = parseArgs({
  options: {
    journal: { type: 'string' },
    port: { type: 'string', default: '0' },
    'ack-ms': { type: 'string', default: '0' },
    'dedupe-header': { type: 'string' },
    fault: { type: 'string', multiple: true, default: [] },
  },
})
const { journal } = values
if (!journal) throw new Error('--journal <file> is required')

const ackMs = Number(values['ack-ms'])
const faults = values.fault.map(parseFault)

const sink = await startSmtpSink({
  port: Number(values.port),
  dedupeHeader: values['dedupe-header'],
  onMessage: (message) => appendFileSync(journal, `${JSON.stringify(message)}\n`),
  behaviour: async (moment) => {
    if (moment.phase === 'accepted' && ackMs > 0) await setTimeout(ackMs)
    return faults.find((fault) => fault.strikes(moment))?.verdict
  },
})
process.stdout.write(`${JSON.stringify({ port: sink.port })}\n`)
process.once('SIGTERM', () => void sink.close())

function parseFault(text: string): { strikes: (moment: Moment) => boolean; verdict: Verdict } {
  const [, phase, what, every] = /^(\w+):(.+):(\d+)$/.exec(text) ?? []
  if (!phase || !what || !Number(every)) throw new Error(`not a fault: ${text}`)
  const verdict = what === 'cut' || what === 'reset' || what === 'stall' ? what : { reply: what }
  // Before its first MAIL a session has no message, so the greeting and EHLO count sessions.
  const strikes = (moment: Moment): boolean =>
    moment.phase === phase && (moment.message || moment.session) % Number(every) === 0
  return { strikes, verdict }
}
