import autocannon from 'autocannon'
import type { Series } from '../measure.ts'
import { fresh, type Load } from '../support/load.ts'

/** More than a process lets wait, so that nobody's waiting keeps others from asking. */
const connections = 300

/** What is answered, and what is sent away because too much is asked. */
export interface Outcomes {
  answered: Series
  refused: Series
}

/** Asks so many times a second, whether or not what was asked before has been answered; anything but an answer or a refusal is an error. */
export async function askAtRate(
  { origin, seconds, next, perSecond }: Omit<Load, 'connections'> & { perSecond: number },
  { answered, refused }: Outcomes,
): Promise<void> {
  const times = { 200: [] as number[], 503: [] as number[] }
  const { promise: finished, resolve, reject } = Promise.withResolvers<autocannon.Result>()
  const requests = [{ setupRequest: (request: autocannon.Request) => fresh({ ...request, ...next() }) }]
  autocannon(
    { url: origin, connections, overallRate: Math.round(perSecond), duration: seconds, requests },
    (error, result) => (error ? reject(error as Error) : resolve(result)),
  ).on('response', (_client, status, _bytes, ms) => {
    if (status === 200 || status === 503) times[status].push(ms)
    else reject(new Error(`an answer of ${status}`))
  })
  const { duration } = await finished
  for (const [series, list] of [
    [answered, times[200]],
    [refused, times[503]],
  ] as const) {
    series.rates.push(list.length / duration)
    for (const ms of list) series.timesMs.push(ms)
  }
}
