/** One way of doing the work, measured once per round. */
export interface Series {
  name: string
  /** Work done per second, by round. */
  rates: number[]
  /** How long single pieces of the work took, in milliseconds, over all rounds. */
  timesMs: number[]
}

/** What was measured in one run: a baseline, and what is held against it, in the same rounds. */
export interface Measurement {
  /** What was done, and how much of it. */
  what: string
  /** What the rates count, per second. */
  unit: string
  /** What the single times are. */
  timed: string
  baseline: Series
  against: (Series & { mustReach: number })[]
}

export interface Bench {
  name: string
  run(say: (line: string) => void): Promise<Measurement>
}

export interface Summary {
  name: string
  rate: number
  p50Ms: number
  p99Ms: number
}

export interface Comparison extends Summary {
  /** The median of the rounds' own ratios: what disturbs a round disturbs both sides of it. */
  ratio: number
  mustReach: number
  reached: boolean
}

/** Rounds become one figure per series, and a ratio to the baseline. */
export function summarize({ baseline, against }: Measurement): { baseline: Summary; against: Comparison[] } {
  return {
    baseline: summary(baseline),
    against: against.map((series) => {
      const ratio = quantile(series.rates.map((rate, round) => rate / baseline.rates[round]!), 0.5) // prettier-ignore
      return { ...summary(series), ratio, mustReach: series.mustReach, reached: ratio >= series.mustReach }
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
