import autocannon from 'autocannon'
import type { Series } from '../measure.ts'

export interface Load {
  origin: string
  /** How many requests are under way at a time. */
  connections: number
  seconds: number
  /** The next request to send. */
  next(): { method: 'GET' | 'POST'; path: string; headers?: Record<string, string>; body?: string }
}

/** Asks for so many seconds and adds what came back to the series; whoever answers with an error is not measured. */
export async function load(series: Series, { origin, connections, seconds, next }: Load): Promise<void> {
  const timesMs: number[] = []
  const { promise: finished, resolve, reject } = Promise.withResolvers<autocannon.Result>()
  const requests = [{ setupRequest: (request: autocannon.Request) => fresh({ ...request, ...next() }) }]
  autocannon({ url: origin, connections, duration: seconds, requests }, (error, result) =>
    error ? reject(error as Error) : resolve(result),
  ).on('response', (_client, _status, _bytes, ms) => timesMs.push(ms))
  const { non2xx, errors, duration } = await finished
  if (non2xx + errors > 0) throw new Error(`${series.name}: ${non2xx} refusals and ${errors} errors`)
  series.rates.push(timesMs.length / duration)
  for (const ms of timesMs) series.timesMs.push(ms)
}

/** Headers of its own: autocannon writes the length of the body into them. */
export const fresh = (request: autocannon.Request): autocannon.Request => ({
  ...request,
  headers: { ...request.headers },
})
