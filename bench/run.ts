/**
 * Measures how fast things are, each against a baseline of the same run, and fails when one is too slow.
 *
 *   npm run bench -- [name]…
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fanOut } from './fan-out.ts'
import { type Bench, type Measurement, summarize } from './measure.ts'
import { describeMachine } from './support/machine.ts'

const benches: Bench[] = [fanOut]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !benches.some((bench) => bench.name === name))
if (unknown.length > 0)
  throw new Error(`there is ${benches.map(({ name }) => name).join(', ')}; not ${unknown.join(', ')}`)

const folder = 'bench/results'
const file = `${folder}/latest.json`
const results = await readFile(file, 'utf8').then(
  (text) => JSON.parse(text) as Record<string, unknown>,
  () => ({}) as Record<string, unknown>,
)
for (const { name, run } of benches.filter((bench) => wanted.length === 0 || wanted.includes(bench.name))) {
  const machine = describeMachine()
  console.log(`${name}, on ${machine}`)
  const measured = await run((line) => console.log(`  ${line}`))
  const { baseline, against } = summarize(measured)
  print(measured, [baseline, ...against])
  const { what, unit, timed } = measured
  results[name] = { at: new Date().toISOString(), machine, rounds: measured.baseline.rates.length, what, unit, timed, baseline, against } // prettier-ignore
  if (against.some(({ reached }) => !reached)) process.exitCode = 1
}
await mkdir(folder, { recursive: true })
await writeFile(file, `${JSON.stringify(results, null, 2)}\n`)

function print(
  { what, unit, timed, baseline }: Measurement,
  rows: {
    name: string
    rate: number
    p50Ms: number
    p99Ms: number
    ratio?: number
    mustReach?: number
    reached?: boolean
  }[],
): void {
  console.log(`${what}; medians of ${baseline.rates.length} rounds; p50 and p99: ${timed}`)
  for (const { name, rate, p50Ms, p99Ms, ratio, mustReach, reached } of rows) {
    const figures = `${rate.toFixed(0).padStart(8)} ${unit}  p50 ${p50Ms.toFixed(0)} ms  p99 ${p99Ms.toFixed(0)} ms`
    const verdict =
      ratio === undefined ? 'the baseline' : `${ratio.toFixed(2)}× of ≥ ${mustReach}× ${reached ? '✓' : '✗'}`
    console.log(`${name.padEnd(34)}${figures}  ${verdict}`)
  }
}
