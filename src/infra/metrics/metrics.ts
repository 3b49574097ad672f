import type pg from 'pg'
import { Gauge, Registry } from 'prom-client'
import type { Report } from '../logging/reports.ts'

/** The figures of one process, for operators. Labels come from a few fixed words: never ids, names or addresses. */
export interface Metrics {
  registry: Registry
  /** Add a pool under a name, and its connections are counted. */
  pools: Map<string, pg.Pool>
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const pools = new Map<string, pg.Pool>()
  const connections = new Gauge({
    name: 'cadre_db_pool_connections',
    help: 'Connections to PostgreSQL, in all and idle, and callers that wait for one.',
    labelNames: ['pool', 'state'],
    registers: [],
    collect() {
      for (const [pool, { totalCount, idleCount, waitingCount }] of pools) {
        this.set({ pool, state: 'total' }, totalCount)
        this.set({ pool, state: 'idle' }, idleCount)
        this.set({ pool, state: 'waiting' }, waitingCount)
      }
    },
  })
  registry.registerMetric(connections)
  return { registry, pools }
}

export interface Reading<Label extends string> {
  labels?: Record<Label, string>
  value: number
}

/** A figure that is looked up whenever somebody asks. When it cannot be had it is left out, and the others are told all the same. */
export function addGauge<Label extends string = never>(
  { registry }: Metrics,
  { name, help, labels = [] }: { name: string; help: string; labels?: Label[] },
  { read, report }: { read: () => Promise<Reading<Label>[]>; report: Report },
): void {
  const gauge = new Gauge({
    name,
    help,
    labelNames: labels,
    registers: [],
    async collect() {
      this.reset()
      // Without labels a gauge begins at 0, which it may not be.
      if (labels.length === 0) this.remove()
      try {
        for (const { labels, value } of await read()) {
          if (labels) this.set(labels, value)
          else this.set(value)
        }
      } catch (error) {
        report(error, `measuring ${name}`)
      }
    },
  })
  registry.registerMetric(gauge)
}
