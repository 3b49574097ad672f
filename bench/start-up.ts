import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbeddedPostgres } from '../src/infra/embedded/postgres.ts'
import { type Bench, emptySeries, type Series, takeTurns } from './measure.ts'
import { startServer } from './support/process.ts'

const rounds = 7

/** `npm start` on a folder that has its data, until the first good answer, next to what its PostgreSQL needs alone. */
export const startUp: Bench = {
  name: 'start-up',
  async run(say) {
    const [folder, dataDir] = await Promise.all([temporary(), temporary()])
    const series = { postgres: emptySeries('PostgreSQL alone'), cadre: emptySeries('Cadre, embedded') }
    const runs = [
      () => timed(series.postgres, () => startPostgres(dataDir)),
      () => timed(series.cadre, () => startCadre(folder)),
    ]
    try {
      await takeTurns(
        { rounds, series: Object.values(series), runs },
        say,
        ({ timesMs }) => `${timesMs.at(-1)!.toFixed(0)} ms`,
      )
    } finally {
      await Promise.all([folder, dataDir].map((each) => rm(each, { recursive: true, force: true })))
    }
    return [
      {
        name: 'start-up',
        what: '`npm start` with its data in place, until /readyz answers 200',
        unit: 'starts/s',
        timed: 'from start to ready',
        baseline: series.postgres,
        against: [{ ...series.cadre, target: { of: 'p50 beyond the baseline', must: 2500, aim: 1000 } }],
      },
    ]
  },
}

const temporary = () => mkdtemp(path.join(tmpdir(), 'bench-start-'))

async function timed(series: Series, start: () => Promise<number>): Promise<void> {
  const ms = await start()
  series.timesMs.push(ms)
  series.rates.push(1000 / ms)
}

async function startPostgres(dataDir: string): Promise<number> {
  const beganAt = performance.now()
  const { stop } = await startEmbeddedPostgres({ dataDir, password: 'bench', durable: true })
  const ms = performance.now() - beganAt
  await stop()
  return ms
}

async function startCadre(folder: string): Promise<number> {
  const { startedInMs, stop } = await startServer('src/bin/start.ts', '/readyz', {}, folder)
  await stop()
  return startedInMs
}
