/** One way of doing the work, measured once per round. */
export interface Series {
  name: string
  /** Work done per second, by round. */
  rates: number[]
  /** How long single pieces of the work took, in milliseconds, over all rounds. */
  timesMs: number[]
  /** The most that was held at a time, beyond what is held when idle, by round. */
  memoryMiB?: number[]
}

export const emptySeries = (name: string): Series => ({ name, rates: [], timesMs: [] })

/**
 * Runs each once to get warm, which is forgotten, and then all of them round by round, each time in another order:
 * whoever comes after whom must not matter.
 *
 * @param runs in the order of the series that they add to
 * @param say hears of each round what `read` makes of every series
 */
export async function takeTurns(
  { rounds, series, runs }: { rounds: number; series: Series[]; runs: (() => Promise<void>)[] },
  say: (line: string) => void,
  read: (series: Series) => string = ({ rates }) => `${rates.at(-1)!.toFixed(0)}/s`,
): Promise<void> {
  for (const run of runs) await run()
  for (const each of series) each.rates.length = each.timesMs.length = 0
  for (let round = 1; round <= rounds; round += 1) {
    const first = round % runs.length
    for (const run of [...runs.slice(first), ...runs.slice(0, first)]) await run()
    say(`round ${round}: ${series.map(read).join(' / ')}`)
  }
}

/** What a series must reach, and what it should: nearly always next to the baseline of the same rounds. */
export interface Target {
  of: keyof typeof judges
  must: number
  aim: number
}

/** What was measured in one run: a baseline, and what is held against it, in the same rounds. */
export interface Measurement {
  name: string
  /** What was done, and how much of it. */
  what: string
  /** What the rates count, per second. */
  unit: string
  /** What the single times are. */
  timed: string
  baseline: Series
  against: (Series & { target: Target })[]
}

export interface Bench {
  name: string
  run(say: (line: string) => void): Promise<Measurement[]>
}

export interface Summary {
  name: string
  rate: number
  p50Ms: number
  p99Ms: number
}

export interface Verdict extends Summary {
  /** The figure that the target is about, and how it reads next to what it must be. */
  figure: number
  says: string
  must: string
  aim: string
  reached: boolean
}

interface Judge {
  figure(series: Series, baseline: Series): number
  atLeast: boolean
  write(figure: number): string
}

const times = (figure: number) => `${figure.toFixed(2)}×`
const milliseconds = (figure: number) => `${Math.round(figure)} ms`

const judges = {
  /** The median of the rounds' own ratios: what disturbs a round disturbs both sides of it. */
  rate: {
    figure: ({ rates }, baseline) => quantile(rates.map((rate, round) => rate / baseline.rates[round]!), 0.5), // prettier-ignore
    atLeast: true,
    write: times,
  },
  p50: {
    figure: ({ timesMs }, baseline) => quantile(timesMs, 0.5) / quantile(baseline.timesMs, 0.5),
    atLeast: false,
    write: times,
  },
  'p50 beyond the baseline': {
    figure: ({ timesMs }, baseline) => quantile(timesMs, 0.5) - quantile(baseline.timesMs, 0.5),
    atLeast: false,
    write: (figure) => `${milliseconds(figure)} more`,
  },
  memory: {
    figure: ({ memoryMiB }) => Math.max(...(memoryMiB ?? [])),
    atLeast: false,
    write: (figure) => `${Math.round(figure)} MiB`,
  },
  'p99 by itself': { figure: ({ timesMs }) => quantile(timesMs, 0.99), atLeast: false, write: milliseconds },
} satisfies Record<string, Judge>

/** Rounds become one figure per series, and a verdict on each that is held against the baseline. */
export function summarize({ baseline, against }: Measurement): { baseline: Summary; against: Verdict[] } {
  return {
    baseline: summary(baseline),
    against: against.map(({ target, ...series }) => {
      const { atLeast, write, figure: read }: Judge = judges[target.of]
      const figure = read(series, baseline)
      const bound = (limit: number) => `${atLeast ? '≥' : '≤'} ${write(limit)}`
      return {
        ...summary(series),
        figure,
        says: `${target.of === 'rate' ? '' : `${target.of}: `}${write(figure)}`,
        must: bound(target.must),
        aim: bound(target.aim),
        reached: atLeast ? figure >= target.must : figure <= target.must,
      }
    }),
  }
}

const summary = ({ name, rates, timesMs }: Series): Summary => ({
  name,
  rate: quantile(rates, 0.5),
  p50Ms: quantile(timesMs, 0.5),
  p99Ms: quantile(timesMs, 0.99),
})

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN
}
