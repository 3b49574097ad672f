import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { type Bench, emptySeries, type Series, takeTurns } from './measure.ts'
import { addClient, type Coach, foundPractice } from './support/coach.ts'
import { startApi } from './support/process.ts'
import { startBenchServices } from './support/services.ts'
import { startWorkerProcess } from './support/worker.ts'

const rounds = 5
/** Fewer while developing. */
const rows = Number(process.env['BENCH_ROWS'] ?? 100_000)
const rowsPerInsert = 1000

/** An address book comes in: read, checked, judged and written by a worker, next to the bare inserts. */
export const importing: Bench = {
  name: 'import',
  async run(say) {
    const services = await startBenchServices()
    const { admin, environment } = await services.database('postgres')
    const api = await startApi(environment)
    const coach = await foundPractice(api.origin)
    const worker = startWorkerProcess({ SMTP_URL: 'smtp://127.0.0.1:9', ...environment })
    const people = Array.from({ length: rows }, (_, n) => personAt(n))
    const file = new Blob([toCsv(people)])
    const bare = emptySeries('batched inserts, same rows and indexes')
    const cadre = emptySeries('Cadre')
    const idleMiB = await idleMemoryOf(worker.pid)
    const memory = { ...emptySeries('its worker over idle'), memoryMiB: [] as number[] }
    const runs = [
      async () => {
        const clientId = await addClient(api.origin, coach)
        await timed(bare, () => insertAll(admin, { ...coach, clientId }, people))
      },
      async () => {
        const clientId = await addClient(api.origin, coach)
        const peakMiB = await peakWhile(worker.pid, () =>
          timed(cadre, () => Promise.race([importAll(api.origin, coach, clientId, file), worker.died])),
        )
        memory.memoryMiB.push(peakMiB - idleMiB)
      },
    ]
    try {
      await takeTurns({ rounds, series: [bare, cadre], runs }, say)
    } finally {
      await Promise.all([worker.stop(), api.stop()])
      await services.stop()
    }
    return [
      {
        name: 'import',
        what: `${rows} rows of CSV of people who are not known yet, ${(file.size / 1e6).toFixed(1)} MB`,
        unit: 'rows/s',
        timed: 'for the whole file, from upload to the last row',
        baseline: bare,
        against: [
          { ...cadre, target: { of: 'rate', must: 1 / 3, aim: 1 / 1.5 } },
          { ...memory, rates: cadre.rates, timesMs: cadre.timesMs, target: { of: 'memory', must: 150, aim: 100 } },
        ],
      },
    ]
  },
}

interface Person {
  name: string
  email: string
  company: string
  title: string
}

const personAt = (n: number): Person => ({
  name: `Person ${n} of Lindqvist`,
  email: `person${n}@people.example`,
  company: `Company ${n % 4999}`,
  title: ['Head of Logistics', 'Data Analyst', 'Product Manager', 'Chief of Staff'][n % 4]!,
})

const toCsv = (people: Person[]): string =>
  ['Name,Email,Company,Title', ...people.map((one) => [one.name, one.email, one.company, one.title].join(','))].join(
    '\n',
  )

async function timed(series: Series, work: () => Promise<void>): Promise<void> {
  const beganAt = performance.now()
  await work()
  const tookMs = performance.now() - beganAt
  series.rates.push((rows / tookMs) * 1000)
  series.timesMs.push(tookMs)
}

/** What a program without checks would do. */
async function insertAll(admin: pg.Client, { practiceId, clientId }: Coach, people: Person[]): Promise<void> {
  for (let start = 0; start < people.length; start += rowsPerInsert) {
    await admin.query(
      `insert into contacts (practice_id, client_id, name, name_key, email, email_key, company, company_key, title, created_at, updated_at)
       select $1, $2, name, lower(name), email, email, company, lower(company), title, now(), now()
         from json_to_recordset($3) as r(name text, email text, company text, title text)`,
      [practiceId, clientId, JSON.stringify(people.slice(start, start + rowsPerInsert))],
    )
  }
}

async function importAll(origin: string, coach: Coach, clientId: string, file: Blob): Promise<void> {
  const headers = { authorization: coach.headers['authorization']! }
  const body = new FormData()
  body.append('file', file, 'people.csv')
  const started = await fetch(`${origin}/v1/clients/${clientId}/imports`, { method: 'POST', headers, body })
  if (started.status !== 202) throw new Error(`the import is refused: ${await started.text()}`)
  const { id } = (await started.json()) as { id: string }
  for (;;) {
    const response = await fetch(`${origin}/v1/imports/${id}`, { headers })
    const { status, outcomes } = (await response.json()) as { status: string; outcomes: { create: number } }
    if (status === 'done' && outcomes.create === rows) return
    if (status !== 'queued' && status !== 'running') throw new Error(`the import is ${status}`)
    await sleep(100)
  }
}

/** What a process holds once it has nothing to do; Linux alone says. */
async function idleMemoryOf(pid: number): Promise<number> {
  let [before, now] = [0, await residentMiB(pid)]
  while (Math.abs(now - before) > 1) {
    await sleep(1000)
    ;[before, now] = [now, await residentMiB(pid)]
  }
  return now
}

async function peakWhile(pid: number, work: () => Promise<void>): Promise<number> {
  let peak = 0
  let isOver = false
  const watching = (async () => {
    for (; !isOver; await sleep(50)) peak = Math.max(peak, await residentMiB(pid))
  })()
  await work().finally(() => (isOver = true))
  await watching
  return peak
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1024
}
