import { mkdir, readFile, writeFile } from 'node:fs/promises'
import type { Backend } from '../support/services.ts'
import type { StormResult } from './storm.ts'

/** A storm that was run: how, on what, and how it ended. */
export interface StormReport extends StormResult {
  at: string
  machine: string
  backend: Backend
  seed: number
  ackMs: number
}

const folder = 'bench/results'
const file = `${folder}/storm.json`
const page = 'docs/storm.md'
const generated = /(<!-- storm -->\n)[^]*(<!-- \/storm -->)/

/** Keeps the latest result of each backend and size, and shows them all in docs/storm.md. */
export async function keepReport(report: StormReport): Promise<void> {
  const earlier = await readFile(file, 'utf8').then((text) => JSON.parse(text) as StormReport[], () => []) // prettier-ignore
  const kept = [...earlier.filter((one) => sizeOf(one) !== sizeOf(report)), report].toSorted(
    (a, b) => b.recipients - a.recipients || b.kills - a.kills || (a.backend < b.backend ? -1 : 1),
  )
  await mkdir(folder, { recursive: true })
  await writeFile(file, `${JSON.stringify(kept, null, 2)}\n`)
  const text = await readFile(page, 'utf8')
  await writeFile(
    page,
    text.replace(generated, (_, start: string, end: string) => start + asMarkdown(kept) + end),
  )
}

const sizeOf = ({ backend, recipients, kills }: StormReport) => `${backend} ${recipients} ${kills}`

function asMarkdown(reports: StormReport[]): string {
  const head = [
    'queue on', 'recipients', 'sent', 'uncertain', 'at most', 'lost', 'twice', 'kills', 'mid-flight', 'messages/s', 'load', 'seed', 'day',
  ] // prettier-ignore
  const rows = reports.map((one) => [
    one.backend === 'redis' ? 'Redis' : 'PostgreSQL',
    one.recipients,
    one.sent,
    `${one.uncertain} (${one.uncertainArrived} arrived)`,
    one.kills * one.sessions,
    one.lost,
    one.twice,
    one.kills,
    one.midFlight,
    one.messagesPerSecond,
    /load ([\d.]+)/.exec(one.machine)?.[1] ?? '',
    one.seed,
    one.at.slice(0, 10),
  ])
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |\n`
  const machines = [...new Set(reports.map(({ machine }) => machine.replace(/, load.*/, '')))]
  return `${line(head)}|${'---|'.repeat(head.length)}\n${rows.map(line).join('')}\nMeasured on ${machines.join('; ')}.\n`
}
