import { addPeople } from './contact-search/people.ts'
import { type Bench, emptySeries, type Series, takeTurns } from './measure.ts'
import { addContacts, addPractices, foundPractice } from './support/coach.ts'
import { load } from './support/load.ts'
import { startApi } from './support/process.ts'
import { startBenchServices } from './support/services.ts'

const rounds = 7
const seconds = 3
const connections = 8
const contacts = 5000
/** Of others, each with 2,000 contacts: 1,000 make 2 million. Fewer while developing. */
const practices = Number(process.env['BENCH_PRACTICES'] ?? 1000)
const clientsPerPractice = 5
const contactsPerClient = 400

const filters = [
  'tag=harbour', 'tag=rare', 'tier=inner', 'company=Company%2012', 'neverTouched=true', 'lastTouchedAfter=2026-03-01',
  'lastTouchedBefore=2025-02-01', 'dueBefore=2026-02-01', 'sort=company', 'sort=-lastInteractionAt', 'sort=nextFollowUpOn',
  'sort=createdAt',
] // prettier-ignore

/** Finding somebody among 5,000 contacts of one client, and every filter of their list, next to the list as it is. */
export const contactSearch: Bench = {
  name: 'contact-search',
  async run(say) {
    const services = await startBenchServices()
    const { admin, environment } = await services.database('postgres')
    const api = await startApi(environment)
    const coach = await foundPractice(api.origin)
    const others = await addPractices(admin, practices, clientsPerPractice)
    for (let start = 0; start < others.length; start += 50) {
      await addContacts(admin, others.slice(start, start + 50), contactsPerClient)
      if (start % 200 === 0) say(`${start} of ${practices} practices have their contacts`)
    }
    await addPeople(admin, coach, contacts)
    await admin.query('vacuum analyze')
    const { rows } = await admin.query<{ name: string }>('select name from contacts where client_id = $1 order by id', [
      coach.clientId,
    ])
    const names = rows.map(({ name }) => name)
    const series: Series[] = []
    const runs: (() => Promise<void>)[] = []
    const measure = (name: string, query: (n: number) => string) => {
      const one = emptySeries(name)
      let asked = 0
      const next = () => {
        asked += 1
        const path = `/v1/clients/${coach.clientId}/contacts?limit=50${query(asked)}`
        return { method: 'GET' as const, path, headers: coach.headers }
      }
      series.push(one)
      runs.push(() => load(one, { origin: api.origin, connections, seconds, next }))
      return one
    }
    const nameAt = (n: number) => names[(n * 37) % names.length]!
    const baseline = measure('the list', () => '')
    const exact = measure('exact', (n) => `&q=${encodeURIComponent(nameAt(n))}`)
    const prefix = measure('prefix', (n) => `&q=${encodeURIComponent(nameAt(n).slice(0, -2))}`)
    const misspelt = measure('misspelt', (n) => `&q=${encodeURIComponent(misspell(nameAt(n)))}`)
    const filtered = filters.map((filter) => measure(filter, () => `&${filter}`))
    try {
      await takeTurns({ rounds, series, runs }, say)
    } finally {
      await api.stop()
      await services.stop()
    }
    const shape = { unit: 'requests/s', timed: 'from request to answer', baseline }
    const what = `${contacts} contacts of one client, ${practices * clientsPerPractice * contactsPerClient} of others`
    const within = (one: Series, must: number, aim: number) => ({ ...one, target: { of: 'p50' as const, must, aim } })
    return [
      {
        ...shape,
        name: 'contact-search',
        what: `GET /v1/clients/{id}/contacts?q=… over ${connections} connections, ${what}`,
        against: [within(exact, 2, 1.2), within(prefix, 2, 1.2), within(misspelt, 10, 4)],
      },
      {
        ...shape,
        name: 'contact-filters',
        what: `The same list with its filters and sorts, ${what}`,
        against: filtered.map((one) => within(one, 2, 1.2)),
      },
    ]
  },
}

/** Two letters of the second name change places. */
function misspell(name: string): string {
  const at = name.indexOf(' ') + 3
  return `${name.slice(0, at)}${name[at + 1] ?? ''}${name[at] ?? ''}${name.slice(at + 2)}`
}
