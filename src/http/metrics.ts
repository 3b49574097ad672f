import type { FastifyInstance } from 'fastify'
import { Histogram } from 'prom-client'
import type { Metrics } from '../infra/metrics/metrics.ts'

/** Counts and times requests by the template of their route: never by their address, which holds ids and tokens. */
export function measureRequests(app: FastifyInstance, { registry }: Metrics): void {
  const durations = new Histogram({
    name: 'cadre_http_request_duration_seconds',
    help: 'Requests and how long they took, by route, method and class of status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  })
  app.addHook('onResponse', async ({ routeOptions, method }, reply) => {
    const status = `${Math.floor(reply.statusCode / 100)}xx`
    // Callers can make up methods and addresses: what no route takes is counted together.
    const labels =
      routeOptions.url === undefined ? { method: 'any', route: 'none' } : { method, route: routeOptions.url }
    durations.observe({ ...labels, status }, reply.elapsedTime / 1000)
  })
}
