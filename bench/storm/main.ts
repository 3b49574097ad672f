/**
 * The kill storm: sends a campaign with a worker that is killed (-9) again and again, and counts what became of every
 * recipient. Brings everything it needs. Fails when somebody got nothing or two mails, or when the ledger is wrong.
 * The result is kept for docs/storm.md.
 *
 *   npm run storm -- [--recipients 10000] [--kills 50] [--backend redis|postgres] [--sessions 20] [--ack-ms 8] [--seed <n>]
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { seededRandom } from '../../test/support/random.ts'
import { describeMachine } from '../support/machine.ts'
import { type Backend, backends, startBenchServices } from '../support/services.ts'
import { startSinkProcess } from '../support/sink.ts'
import { keepReport } from './report.ts'
import { runStorm } from './storm.ts'
import { asTable } from './table.ts'

const { values } = parseArgs({
  options: {
    recipients: { type: 'string', default: '10000' },
    kills: { type: 'string', default: '50' },
    backend: { type: 'string', default: 'redis' },
    sessions: { type: 'string', default: '20' },
    'ack-ms': { type: 'string', default: '8' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
  },
})
const [recipients, kills, sessions, ackMs, seed] = (['recipients', 'kills', 'sessions', 'ack-ms', 'seed'] as const).map(
  (name) => wholeNumber(name, values[name]),
) as [number, number, number, number, number]
const backend = backends.find((one) => one === values.backend)
if (!backend) throw new Error(`--backend may be ${backends.join(' or ')}`)

const machine = describeMachine()
console.log(`${recipients} recipients, ${kills} kills, the queue on ${backend}, seed ${seed}; on ${machine}`)
const result = await storm(backend)
console.log(asTable(result))
for (const line of result.broken) console.log(`✗ ${line}`)
await keepReport({ at: new Date().toISOString(), machine, backend, seed, ackMs, ...result })
process.exitCode = result.broken.length === 0 ? 0 : 1

async function storm(on: Backend) {
  const services = await startBenchServices()
  try {
    const sink = await startSinkProcess({ journal: path.join(services.folder, 'journal'), ackMs })
    const { admin, environment } = await services.database(on)
    const random = seededRandom(seed)
    const found = await runStorm({ admin, environment, sink, recipients, kills, sessions, random, log: console.log })
    await sink.stop()
    return found
  } finally {
    await services.stop()
  }
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`--${name} must be a whole number`)
  return Number(text)
}
