import { type Bench, emptySeries, takeTurns } from './measure.ts'
import { addContacts, addPractices, type Coach, foundPractice } from './support/coach.ts'
import { load } from './support/load.ts'
import { type Server, startApi, startServer } from './support/process.ts'
import { type BenchServices, startBenchServices } from './support/services.ts'

const rounds = 7
const seconds = 4
const connections = 8
const clientsPerPractice = 5
const contactsPerClient = 400
const coachesPerDatabase = 5

interface World {
  api: Server
  databaseUrl: string
  coaches: Coach[]
}

/** The list that every front end opens with, with 2,000,000 contacts of 1,000 practices in the tables and with 20,000. */
export const contactList: Bench = {
  name: 'contact-list',
  async run(say) {
    const services = await startBenchServices()
    const small = await createWorld(services, 10)
    const large = await createWorld(services, 1000, say)
    const bare = await startServer('bench/contact-list/bare-handler.ts', '/health', { DATABASE_URL: large.databaseUrl })
    const series = {
      bare: emptySeries('bare handler, same query'),
      large: emptySeries('Cadre, 2,000,000 contacts'),
      small: emptySeries('Cadre, 20,000 contacts'),
    }
    const runs = [
      () => load(series.bare, { origin: bare.origin, connections, seconds, next: asking(large, withPractice) }),
      () => load(series.large, { origin: large.api.origin, connections, seconds, next: asking(large) }),
      () => load(series.small, { origin: small.api.origin, connections, seconds, next: asking(small) }),
    ]
    try {
      await takeTurns({ rounds, series: Object.values(series), runs }, say)
    } finally {
      await Promise.all([bare.stop(), small.api.stop(), large.api.stop()])
      await services.stop()
    }
    const shape = { unit: 'requests/s', timed: 'from request to answer' }
    return [
      {
        ...shape,
        name: 'contact-list',
        what: `GET /v1/clients/{id}/contacts?limit=50 over ${connections} connections, 2,000,000 contacts of 1,000 practices in the table`,
        baseline: series.bare,
        against: [{ ...series.large, target: { of: 'rate', must: 0.6, aim: 1 } }],
      },
      {
        ...shape,
        name: 'contact-list-growth',
        what: 'The same list as the tables grow',
        baseline: series.small,
        against: [{ ...series.large, target: { of: 'p50', must: 1.2, aim: 1.05 } }],
      },
    ]
  },
}

async function createWorld(services: BenchServices, practices: number, say?: (line: string) => void): Promise<World> {
  const { admin, environment } = await services.database('postgres')
  const api = await startApi(environment)
  const coaches: Coach[] = []
  for (let n = 0; n < coachesPerDatabase; n += 1) coaches.push(await foundPractice(api.origin))
  // Nothing is searched for here, and cutting two million contacts into words takes ten minutes.
  await admin.query('alter table contacts disable trigger words_of_added')
  const others = await addPractices(admin, practices - coachesPerDatabase, clientsPerPractice)
  const practicesAtOnce = 50
  for (let start = 0; start < others.length; start += practicesAtOnce) {
    await addContacts(admin, others.slice(start, start + practicesAtOnce), contactsPerClient)
    if (start % 200 === 0) say?.(`${start} of ${practices} practices have their contacts`)
  }
  await addContacts(admin, coaches.map(({ practiceId }) => practiceId), clientsPerPractice * contactsPerClient) // prettier-ignore
  await admin.query('alter table contacts enable trigger words_of_added')
  await admin.query('vacuum analyze')
  return { api, databaseUrl: environment['DATABASE_URL']!, coaches }
}

/** Asks for one coach's list after the other's. */
function asking({ coaches }: World, more: (coach: Coach) => string = () => '') {
  let asked = 0
  return () => {
    const coach = coaches[(asked += 1) % coaches.length]!
    const path = `/v1/clients/${coach.clientId}/contacts?limit=50${more(coach)}`
    return { method: 'GET' as const, path, headers: coach.headers }
  }
}

const withPractice = ({ practiceId }: Coach) => `&practiceId=${practiceId}`
