import { type Bench, emptySeries, takeTurns } from './measure.ts'
import { addContacts, type Coach, foundPractice } from './support/coach.ts'
import { load, type Load } from './support/load.ts'
import { startServer } from './support/process.ts'
import { startBenchServices } from './support/services.ts'

const rounds = 7
const seconds = 4
const contacts = 400
const askedPerSecond = 5
const floodPerSecond = 500

/** One practice asks far more than it may: what another one notices. */
export const flood: Bench = {
  name: 'flood',
  async run(say) {
    const services = await startBenchServices()
    const { admin, environment } = await services.database('redis')
    const api = await startServer('src/server.ts', '/readyz', { SMTP_URL: 'smtp://127.0.0.1:9', ...environment })
    const [quiet, loud] = [await foundPractice(api.origin), await foundPractice(api.origin)]
    await addContacts(admin, [quiet.practiceId, loud.practiceId], contacts)
    const alone = emptySeries('alone')
    const beside = emptySeries(`beside ${floodPerSecond} requests/s of another practice`)
    const flooding = emptySeries('the other practice: served')
    const refused = emptySeries('the other practice: refused')
    const asked = { origin: api.origin, seconds, connections: 1, perSecond: askedPerSecond, next: listing(quiet) }
    const runs = [
      () => load(alone, asked),
      async () => {
        const others = { ...asked, connections: 50, perSecond: floodPerSecond, next: listing(loud), refused }
        await Promise.all([load(beside, asked), load(flooding, others)])
      },
    ]
    try {
      await takeTurns({ rounds, series: [alone, beside, flooding, refused], runs }, say)
    } finally {
      await api.stop()
      await services.stop()
    }
    return [
      {
        name: 'flood',
        what: `GET /v1/clients/{id}/contacts, ${askedPerSecond} a second, while another practice asks ${floodPerSecond} times a second and is refused what is beyond its limit`,
        unit: 'requests/s',
        timed: 'from request to answer',
        baseline: alone,
        against: [{ ...beside, target: { of: 'p95', must: 1.5, aim: 1.2 } }],
      },
    ]
  },
}

const listing =
  ({ clientId, headers }: Coach): Load['next'] =>
  () => ({ method: 'GET', path: `/v1/clients/${clientId}/contacts?limit=50`, headers })
