import { type Bench, emptySeries, takeTurns } from './measure.ts'
import { addClient, addContacts, addInteractions, foundPractice } from './support/coach.ts'
import { load } from './support/load.ts'
import { startApi, startServer } from './support/process.ts'
import { startBenchServices } from './support/services.ts'

const rounds = 7
const seconds = 4
const connections = 8
const clients = 8
const contactsPerClient = 600
const callsPerContact = 3

/** The write that a practice lives on, with everything that it sets off. */
export const interactions: Bench = {
  name: 'interactions',
  async run(say) {
    const services = await startBenchServices()
    const { admin, environment } = await services.database('postgres')
    const api = await startApi(environment)
    const coach = await foundPractice(api.origin)
    const coachedClients = [coach.clientId]
    while (coachedClients.length < clients) coachedClients.push(await addClient(api.origin, coach))
    await addContacts(admin, [coach.practiceId], contactsPerClient)
    await addInteractions(admin, [coach.practiceId], callsPerContact)
    await admin.query('vacuum analyze')
    // One client’s after the other’s, as eight clients log at the same time.
    const { rows } = await admin.query<{ id: string; clientId: string }>(
      `select id, client_id as "clientId" from contacts order by row_number() over (partition by client_id order by id), client_id`,
    )
    const bare = await startServer('bench/interactions/bare-handler.ts', '/health', {
      DATABASE_URL: environment['DATABASE_URL']!,
    })
    let asked = 0
    const occurredAt = new Date().toISOString()
    const logging = (more: Record<string, string>) => () => {
      const { id: contactId, clientId } = rows[(asked += 1) % rows.length]!
      return {
        method: 'POST' as const,
        path: `/v1/clients/${clientId}/interactions`,
        headers: coach.headers,
        body: JSON.stringify({
          type: 'call',
          occurredAt,
          minutes: 25,
          summary: 'She told me how the northern terminals work and whom to ask next.',
          contacts: [{ contactId }],
          ...more,
        }),
      }
    }
    const series = { bare: emptySeries('bare handler, same rows'), cadre: emptySeries('Cadre') }
    const { practiceId } = coach
    const runs = [
      () => load(series.bare, { origin: bare.origin, connections, seconds, next: logging({ practiceId }) }),
      () => load(series.cadre, { origin: api.origin, connections, seconds, next: logging({}) }),
    ]
    try {
      await takeTurns({ rounds, series: Object.values(series), runs }, say)
    } finally {
      await Promise.all([bare.stop(), api.stop()])
      await services.stop()
    }
    return [
      {
        name: 'interactions',
        what: `POST /v1/clients/{id}/interactions over ${connections} connections: the row, who was there, statistics, event, when to talk again`,
        unit: 'requests/s',
        timed: 'from request to answer',
        baseline: series.bare,
        against: [{ ...series.cadre, target: { of: 'rate', must: 0.6, aim: 0.9 } }],
      },
    ]
  },
}
