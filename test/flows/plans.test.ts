import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { describeApi } from '../../src/bin/describe-api.ts'
import { operationsOf } from '../../src/http/openapi/document.ts'
import type { Role } from '../../src/http/operation.ts'
import { multiply } from '../support/multitude.ts'
import { explainEverything, flawsOf, type Plan, plansOf } from '../support/plans.ts'
import { type DescribedOperation, isStream, parametersOf, sampleRequest, send } from '../support/requests.ts'
import { newestId } from '../support/sample.ts'
import { startWorld, type World } from '../support/world.ts'

/*
 * Every read, with every filter and in every order that it offers, in a database of many practices of which one is much
 * larger: no plan walks through a large table, and no page sorts what a large practice has. At full scale:
 * PLANS_PRACTICES=1000 PLANS_CONTACTS=250 PLANS_LARGEST=500000 vitest run test/flows/plans.test.ts
 */

const size = {
  practices: Number(process.env['PLANS_PRACTICES'] ?? 40),
  contactsPerClient: Number(process.env['PLANS_CONTACTS'] ?? 150),
  largest: Number(process.env['PLANS_LARGEST'] ?? 6000),
}

const { document } = await describeApi()
const reads = operationsOf(document)
  .filter(({ method, operation }) => method === 'GET' && operation['x-roles'].length > 0)
  .filter((described) => !isStream(described))
  .map((described) => ({ title: described.path, described }))

/** Not pages, but what is worked out of all that one client has: they sort that, and walk through nobody else's. */
const wholes = ['clients/{id}/effort', 'searches/{id}/effort', 'clients/{id}/tags', 'clients/{id}/duplicates', 'clients/{id}/network'] // prettier-ignore

let world: World
let plans: Plan[]
let large: string[]
beforeAll(async () => {
  world = await startWorld()
  const { api, north } = world
  const { ids } = north.ada
  const seed = {
    practiceId: north.practice.practiceId,
    clientId: newestId(ids, 'clients'),
    announcementId: newestId(ids, 'announcements'),
    searchId: newestId(ids, 'searches'),
  }
  await multiply(api.database.admin, seed, size)
  const { rows } = await api.database.admin.query<{ name: string }>(
    `select relname as name from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples > 1000`,
  )
  large = rows.map(({ name }) => name)
  await explainEverything(api.database.admin)
  plans = plansOf(api.container.metrics.pools.get('app')!)
  await api.database.admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and usename = 'cadre_app'`,
  )
  // Until the pool has noticed, it lends what is gone.
  await vi.waitUntil(async () => (await api.call('GET', '/readyz')).statusCode === 200, { timeout: 60_000 })
}, 300_000)
afterAll(() => world.api.stop())

/** The plain request, and one for each value of each filter and order. */
function queriesOf(described: DescribedOperation, ada: World['north']['ada']): Record<string, string>[] {
  const filters = parametersOf(described).filter(
    ({ name, in: where }) => where === 'query' && !['limit', 'cursor'].includes(name),
  )
  return [
    {},
    ...filters.flatMap(({ name, schema }) => {
      const values = schema['enum'] as string[] | undefined
      if (values) return values.map((value) => ({ [name]: value }))
      return [sampleRequest(document, described, ada, { in: 'query', at: name }).query]
    }),
  ]
}

test('the tables are large, and plans are seen', async () => {
  expect(large).toEqual(expect.arrayContaining(['contacts', 'interactions', 'messages', 'tasks', 'suppressions']))
  plans.length = 0
  await world.api.call('GET', '/v1/clients', { as: world.north.practice.owner })
  expect(plans.some(({ query }) => query.includes('"clients"'))).toBe(true)
})

describe.each(['the largest practice', 'the others'] as const)('what a page costs in %s', (which) => {
  test.each(reads)('$title', async ({ described }) => {
    const side = which === 'the others' ? world.south : world.north
    const isWhole = wholes.some((path) => described.path.endsWith(path))
    const flaws: string[] = []
    for (const role of described.operation['x-roles'] as Role[]) {
      const as = await side.signIn(role)
      for (const query of queriesOf(described, side.ada)) {
        plans.length = 0
        const answer = await send(world.api, described, { ...sampleRequest(document, described, side.ada), query }, as)
        expect(answer.statusCode, answer.body).toBeLessThan(500)
        for (const plan of plans.flatMap((each) => flawsOf(each, large, isWhole)))
          flaws.push(`${role} ${JSON.stringify(query)} ${plan}`)
      }
    }
    expect(flaws.slice(0, 3), `${flaws.length} flaws`).toEqual([])
  })
})
