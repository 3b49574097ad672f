import { type Bench, emptySeries, type Series, takeTurns } from './measure.ts'
import { type Coach, foundPractice } from './support/coach.ts'
import { load, type Load } from './support/load.ts'
import { startApi } from './support/process.ts'
import { startBenchServices } from './support/services.ts'

const rounds = 5
const seconds = 6
const connectionsAtBest = 16
/** Enough for those who wait, those who are refused, and those who come next. */
const connectionsOfMany = 400

/** Five times as much is asked as can be done: as much is done as before, and who is refused hears it at once. */
export const overload: Bench = {
  name: 'overload',
  async run(say) {
    const services = await startBenchServices()
    const { environment } = await services.database('postgres')
    const api = await startApi(environment)
    const coach = await foundPractice(api.origin)
    const best = emptySeries('as much as it can do')
    const done = emptySeries('five times as much is asked: done')
    const refused = emptySeries('five times as much is asked: refused')
    const asking = { origin: api.origin, seconds, next: addingContacts(coach) }
    const runs = [
      () => load(best, { ...asking, connections: connectionsAtBest }),
      () => load(done, { ...asking, connections: connectionsOfMany, perSecond: fiveTimes(best), refused }),
    ]
    try {
      await takeTurns({ rounds, series: [best, done, refused], runs }, say)
    } finally {
      await api.stop()
      await services.stop()
    }
    const shape = { unit: 'requests/s', timed: 'from request to answer' }
    const what = `POST /v1/clients/{id}/contacts, ${connectionsAtBest} at a time, and five times as many as are done then`
    return [
      { ...shape, name: 'overload', what, baseline: best, against: [{ ...done, target: { of: 'rate', must: 0.8, aim: 0.95 } }] }, // prettier-ignore
      { ...shape, name: 'overload-waiting', what: 'The same: how long who is served waits', baseline: best, against: [{ ...done, target: { of: 'p99 by itself', must: 2000, aim: 1000 } }] }, // prettier-ignore
      { ...shape, name: 'overload-refusing', what: 'The same: how long who is refused waits', baseline: best, against: [{ ...refused, target: { of: 'p50 by itself', must: 50, aim: 10 } }] }, // prettier-ignore
    ]
  },
}

const fiveTimes = ({ rates }: Series): number => Math.ceil((rates.at(-1) ?? 200) * 5)

function addingContacts({ clientId, headers }: Coach): Load['next'] {
  const path = `/v1/clients/${clientId}/contacts`
  let added = 0
  return () => ({ method: 'POST', path, headers, body: JSON.stringify({ name: `Reader ${(added += 1)}` }) })
}
