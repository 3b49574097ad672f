import { createServer } from 'node:http'
import { collectDefaultMetrics } from 'prom-client'
import { serve, type Serving } from '../process/serve.ts'
import type { Metrics } from './metrics.ts'

/**
 * `/metrics` in Prometheus' text format, on a port of its own: it is for operators and no business of the world's.
 * From here on the process itself is measured too (memory, processor time, event loop).
 */
export async function startMetricsServer(
  { registry }: Metrics,
  place: { host: string; port: number },
): Promise<Serving> {
  collectDefaultMetrics({ register: registry })
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end('Only /metrics is here.\n')
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  const { url, stop } = await serve(server, place)
  return {
    url,
    async stop() {
      await stop()
      registry.clear()
    },
  }
}
