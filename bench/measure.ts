/** One way of doing the work, measured once per round. */
export interface Series {
  name: string
  /** Work done per second, by round. */
  rates: number[]
  /** How long single pieces of the work took, in milliseconds, over all rounds. */
  timesMs: number[]
}

export const emptySeries = (name: string): Series => ({ name, rates: [], timesMs: [] })

/** Another order in each round: whoever comes after whom must not matter. */
export const inTurn = <T>(those: T[], round: number): T[] => {
  const first = round % those.length
  return [...those.slice(first), ...those.slice(0, first)]
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
