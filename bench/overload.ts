import { setTimeout as sleep } from 'node:timers/promises'
import { addPeople } from './contact-search/people.ts'
import { type Bench, emptySeries, type Series } from './measure.ts'
import { askAtRate } from './overload/ask-at-rate.ts'
import { foundPractice } from './support/coach.ts'
import { load } from './support/load.ts'
import { startApi } from './support/process.ts'
import { startBenchServices } from './support/services.ts'

const rounds = 5
const seconds = 10
const times = 5
const contacts = 5000
const databaseConnections = 4
/**
 * A search for somebody whom nobody's name is like: it costs far more to answer than to ask and to refuse, so that who
 * asks leaves the processor to who answers.
 */
const query = 'q=Zbigniew%20Brzechwa'

/** Five times as much is asked as can be done: that much is done, the rest is sent away at once, and then all is well. */
export const overload: Bench = {
  name: 'overload',
  async run(say) {
    const services = await startBenchServices()
    const { admin, environment } = await services.database('postgres')
    // As many as are some use where PostgreSQL, the API and who asks share two cores.
    const api = await startApi({ ...environment, DATABASE_POOL_SIZE: String(databaseConnections) })
    const coach = await foundPractice(api.origin)
    await addPeople(admin, coach, contacts)
    await admin.query('vacuum analyze')
    const peak = emptySeries('eight connections, as fast as they are answered')
    const answered = emptySeries(`${times} times as much: what is answered`)
    const refused = emptySeries('what is sent away')
    const ready = emptySeries('until /readyz answers 200 again')
    const afterwards = emptySeries('eight connections, right after')
    const path = `/v1/clients/${coach.clientId}/contacts?${query}`
    const next = () => ({ method: 'GET' as const, path, headers: coach.headers })
    const asking = { origin: api.origin, seconds, next }
    try {
      await load(emptySeries('warm'), { ...asking, connections: 8 })
      for (let round = 1; round <= rounds; round += 1) {
        await load(peak, { ...asking, connections: 8 })
        const alive = livesUntil(api.origin, askAtRate({ ...asking, perSecond: times * peak.rates.at(-1)! }, { answered, refused })) // prettier-ignore
        await alive
        await untilReady(ready, api.origin)
        await load(afterwards, { ...asking, connections: 8 })
        say(`round ${round}: ${[peak, answered, refused, afterwards].map(({ rates }) => `${rates.at(-1)!.toFixed(0)}/s`).join(' / ')}`) // prettier-ignore
      }
    } finally {
      await api.stop()
      await services.stop()
    }
    return [
      {
        name: 'overload',
        what: `a search that takes PostgreSQL tens of milliseconds, asked for ${times} times as often as it can be answered, ${seconds} seconds a round, over ${databaseConnections} connections to PostgreSQL; /livez answers throughout`,
        unit: 'requests/s',
        timed: 'from request to answer',
        baseline: peak,
        against: [
          { ...answered, target: { of: 'rate', must: 0.8, aim: 0.95 } },
          { ...answered, target: { of: 'p99 by itself', must: 2000, aim: 500 } },
          { ...refused, target: { of: 'p99 by itself', must: 50, aim: 10 } },
          { ...ready, target: { of: 'p99 by itself', must: 10_000, aim: 1000 } },
          { ...afterwards, target: { of: 'rate', must: 0.9, aim: 1 } },
        ],
      },
    ]
  },
}

/** Waits for work, during which the process must say that it lives. @throws when it does not */
async function livesUntil(origin: string, work: Promise<void>): Promise<void> {
  const working = { still: true }
  const done = work.finally(() => (working.still = false))
  while (working.still) {
    const { status } = await fetch(`${origin}/livez`, { headers: { connection: 'close' } })
    if (status !== 200) throw new Error(`/livez answers ${status}`)
    await Promise.race([sleep(250), done])
  }
  await done
}

async function untilReady(series: Series, origin: string): Promise<void> {
  const since = performance.now()
  while ((await fetch(`${origin}/readyz`, { headers: { connection: 'close' } })).status !== 200) await sleep(10)
  const ms = performance.now() - since
  series.timesMs.push(ms)
  series.rates.push(1000 / ms)
}
