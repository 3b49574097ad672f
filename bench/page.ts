import { readFile, writeFile } from 'node:fs/promises'
import type { Summary, Verdict } from './measure.ts'

/** What every measurement came to when it was last taken. */
export type Results = Record<
  string,
  {
    at: string
    machine: string
    rounds: number
    what: string
    unit: string
    timed: string
    baseline: Summary
    against: Verdict[]
  }
>

const page = 'docs/performance.md'
const [begin, end] = ['<!-- measured: begin -->', '<!-- measured: end -->']

/** Puts the figures into the page that explains them. */
export async function writePage(results: Results): Promise<void> {
  const text = await readFile(page, 'utf8')
  const [before, rest] = text.split(begin)
  const after = rest?.split(end)[1]
  if (after === undefined) throw new Error(`${page} lacks the lines ${begin} and ${end}`)
  await writeFile(page, `${before}${begin}\n\n${Object.entries(results).map(section).join('\n\n')}\n\n${end}${after}`)
}

function section([name, { at, machine, rounds, what, unit, timed, baseline, against }]: [string, Results[string]]) {
  const all: (Summary & Partial<Verdict>)[] = [baseline, ...against]
  const rows = all.map((series) => [
    series.name,
    `${amount(series.rate)} ${unit}`,
    `${amount(series.p50Ms)} ms`,
    `${amount(series.p99Ms)} ms`,
    ...(series.says ? [`**${series.says}** ${series.reached ? '✓' : '✗'}`, series.must!, series.aim!] : ['baseline', '', '']), // prettier-ignore
  ])
  const table = [['', 'rate', 'p50', 'p99', 'figure', 'must', 'aim'], Array(7).fill('---'), ...rows]
  return [
    `### ${name}`,
    `${what}. Medians of ${rounds} rounds; p50 and p99 ${timed}. Measured ${at.slice(0, 10)} on ${machine}.`,
    table.map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
  ].join('\n\n')
}

const amount = (figure: number) => (figure < 100 ? figure.toFixed(1) : figure.toFixed(0))
