import type { Logger } from 'pino'

/** Says that something in the background went wrong. */
export type Report = (error: unknown, doing: string) => void

/**
 * Logs errors of things that try again by themselves: a server that is away for a minute makes a handful of lines, not
 * thousands. Each kind of work is heard once in ten seconds; how often it went wrong since is said with the next line.
 */
export function createReports(logger: Logger, everyMs = 10_000): Report {
  const silent = new Map<string, { until: number; left: number }>()
  return (error, doing) => {
    const now = performance.now()
    const known = silent.get(doing)
    if (known && now < known.until) {
      known.left += 1
      return
    }
    logger.error({ err: error, leftOut: known?.left ?? 0 }, `${doing} failed`)
    silent.set(doing, { until: now + everyMs, left: 0 })
  }
}
