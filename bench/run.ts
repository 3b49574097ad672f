/**
 * Measures how fast things are, each against a baseline of the same run, and fails when one is too slow.
 *
 *   npm run bench -- [name]…
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { contactList } from './contact-list.ts'
import { contactSearch } from './contact-search.ts'
import { digests } from './digests.ts'
import { fairness } from './fairness.ts'
import { fanOut } from './fan-out.ts'
import { importing } from './import.ts'
import { interactions } from './interactions.ts'
import { judging } from './judging.ts'
import { type Bench, type Measurement, summarize, type Summary, type Verdict } from './measure.ts'
import { type Results, writePage } from './page.ts'
import { midnight } from './midnight.ts'
import { overload } from './overload.ts'
import { startUp } from './start-up.ts'
import { describeMachine } from './support/machine.ts'

const benches: Bench[] = [
  startUp,
  overload,
  interactions,
  contactList,
  contactSearch,
  importing,
  fanOut,
  fairness,
  judging,
  digests,
  midnight,
]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !benches.some((bench) => bench.name === name))
if (unknown.length > 0)
  throw new Error(`there is ${benches.map(({ name }) => name).join(', ')}; not ${unknown.join(', ')}`)

const folder = 'bench/results'
const file = `${folder}/latest.json`
const results = await readFile(file, 'utf8').then(
  (text) => JSON.parse(text) as Results,
  () => ({}) as Results,
)
await mkdir(folder, { recursive: true })
for (const { name, run } of benches.filter((bench) => wanted.length === 0 || wanted.includes(bench.name))) {
  const machine = describeMachine()
  console.log(`${name}, on ${machine}`)
  for (const measured of await run((line) => console.log(`  ${line}`))) record(measured, machine)
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`)
  await writePage(results)
}

function record(measured: Measurement, machine: string): void {
  const { name, what, unit, timed } = measured
  const rounds = measured.baseline.rates.length
  const { baseline, against } = summarize(measured)
  results[name] = { at: new Date().toISOString(), machine, rounds, what, unit, timed, baseline, against }
  if (against.some(({ reached }) => !reached)) process.exitCode = 1

  console.log(`${what}; medians of ${rounds} rounds; p50 and p99: ${timed}`)
  const rows: (Summary & Partial<Verdict>)[] = [baseline, ...against]
  for (const { name: series, rate, p50Ms, p99Ms, says, must, reached } of rows) {
    const figures = `${rate.toFixed(1).padStart(8)} ${unit}  p50 ${p50Ms.toFixed(1)} ms  p99 ${p99Ms.toFixed(1)} ms`
    const verdict = says ? `${says}, must be ${must} ${reached ? '✓' : '✗'}` : 'the baseline'
    console.log(`  ${series.padEnd(34)}${figures}  ${verdict}`)
  }
}
