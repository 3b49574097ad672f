import autocannon from 'autocannon'
import type { Series } from '../measure.ts'

export interface Load {
  origin: string
  /** How many requests are under way at a time. */
  connections: number
  seconds: number
  /** How many are asked a second, whether they are answered or not; as many as are answered by default. */
  perSecond?: number
  /** Takes who is told to come back later, 429 or 503; without it nobody may be. */
  refused?: Series
  /** The next request to send. */
  next(): { method: 'GET' | 'POST'; path: string; headers?: Record<string, string>; body?: string }
}

/** Asks for so many seconds and adds what came back to the series; whoever answers with an error is not measured. */
export async function load(
  series: Series,
  { origin, connections, seconds, perSecond, refused, next }: Load,
): Promise<void> {
  const answers: { status: number; ms: number }[] = []
  const { promise: finished, resolve, reject } = Promise.withResolvers<autocannon.Result>()
  const requests = [{ setupRequest: (request: autocannon.Request) => fresh({ ...request, ...next() }) }]
  const options = {
    url: origin,
    connections,
    duration: seconds,
    requests,
    ...(perSecond && { overallRate: perSecond }),
  }
  autocannon(options, (error, result) => (error ? reject(error as Error) : resolve(result))).on(
    'response',
    (_client, status, _bytes, ms) => answers.push({ status, ms }),
  )
  const { errors, duration } = await finished
  const [good, back] = [
    answers.filter(({ status }) => status < 300),
    answers.filter(({ status }) => refusals.has(status)),
  ]
  const wrong = answers.length - good.length - (refused ? back.length : 0) + errors
  if (wrong > 0)
    throw new Error(`${series.name}: ${wrong} of ${answers.length} requests were not answered as they should`)
  add(series, good, duration)
  if (refused) add(refused, back, duration)
}

/** Too much of one, or too much at all. */
const refusals = new Set([429, 503])

function add(series: Series, answers: { ms: number }[], seconds: number): void {
  series.rates.push(answers.length / seconds)
  for (const { ms } of answers) series.timesMs.push(ms)
}

/** Headers of its own: autocannon writes the length of the body into them. */
const fresh = (request: autocannon.Request): autocannon.Request => ({ ...request, headers: { ...request.headers } })
