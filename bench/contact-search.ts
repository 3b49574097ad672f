import type pg from 'pg'
import { type Bench, emptySeries, type Series, takeTurns } from './measure.ts'
import { addContacts, addPractices, type Coach, foundPractice } from './support/coach.ts'
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
    await addPeople(admin, coach)
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

/** People with names of their own, of whom some are close, tagged, touched or due. */
async function addPeople(admin: pg.Client, { practiceId, clientId }: Coach): Promise<void> {
  await admin.query(
    `insert into contacts (practice_id, client_id, name, name_key, company, company_key, title, tags, tier, notes,
                           first_interaction_at, last_interaction_at, next_follow_up_on, created_at, updated_at)
     select $1, $2, name, lower(name), 'Company ' || n % 97, 'company ' || n % 97,
            (array['Head of Logistics', 'Data Analyst', 'Product Manager', 'Chief of Staff'])[1 + n % 4],
            case when n % 500 = 0 then array['rare'] when n % 2 = 0 then array['harbour', 'spring'] else '{}' end,
            (array['inner', 'active', 'extended', 'extended', 'extended'])[1 + n % 5],
            case when n % 3 = 0 then 'Met at the harbour conference, likes sailing and early mornings' end,
            touched, touched, case when n % 7 = 0 then date '2026-01-01' + n % 365 end,
            now() - n * interval '1 minute', now()
       from generate_series(1, ${contacts}) n,
            lateral (select given[1 + n % 20] || ' ' || family[1 + n / 20 % 25] || ending[1 + n / 500 % 10] as name,
                            case when n % 4 <> 0 then timestamptz '2025-01-01' + n % 480 * interval '1 day' end as touched
                       from (select string_to_array('Ana Bo Clara Dmitri Erik Fatima Gustav Hanna Ingrid Jonas Katarina Lukas Maria Nikolai Olga Pekka Quentin Rosa Sven Tuomas', ' ') as given,
                                    string_to_array('Berg Lind Holm Strand Dahl Nord Vik Sund Haug Moen Falk Gran Hjort Iver Kron Lager Malm Nyman Ost Palm Rask Skog Thor Ulv Wester', ' ') as family,
                                    string_to_array('qvist strom gren man son feld heim stad by mark', ' ') as ending) words)`,
    [practiceId, clientId],
  )
}
