import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { type Container, createContainer } from '../../src/container.ts'
import { notFound } from '../../src/errors.ts'
import type { PracticeTrx } from '../../src/infra/db/scope.ts'
import { createInPractice } from '../../src/http/in-practice.ts'
import { everyone, operation } from '../../src/http/operation.ts'
import { startTestApi, type TestApi } from '../support/api.ts'

/*
 * Fifty practices, two connections, two hundred requests at a time: some fail in the middle of their transaction, some
 * run into a deadline of the database, some callers hang up. Connections must carry nothing from one to the next.
 */

const practices = 50
const requests = 2000
const atATime = 200
const connections = 2

interface Place {
  mark: string
  clientId: string
  contactId: string
  /** Tokens of an owner, a coach and a client. */
  callers: string[]
}

let api: TestApi
let container: Container
let app: FastifyInstance
let url: string
let places: Place[]

beforeAll(async () => {
  api = await startTestApi()
  places = await Promise.all(Array.from({ length: practices }, (_, n) => settle(`mark-${n}-`)))
  container = await createContainer({ ...api.container.config, databasePoolSize: connections })
  app = await buildApp(container)
  addRoutesThatFail()
  url = await app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await app.close()
  await container.close()
  await api.stop()
})

async function settle(mark: string): Promise<Place> {
  const practice = await api.practice({ name: `${mark}practice` })
  const coach = await practice.member('coach')
  const make = async (path: string, body: object) =>
    (await api.call('POST', path, { as: practice.owner, body })).json<{ id: string }>().id
  const clientId = await make('/v1/clients', {
    name: `${mark}client`,
    email: `${mark}client@example.test`,
    timeZone: 'UTC',
    coachId: coach.memberId,
  })
  const contactId = await make(`/v1/clients/${clientId}/contacts`, { name: `${mark}contact` })
  return { mark, clientId, contactId, callers: [practice.owner, coach.token, await practice.clientSession(clientId)] }
}

/** Each spoils what it sees, and then does not get to the end. */
function addRoutesThatFail(): void {
  const endings: Record<string, (trx: PracticeTrx) => Promise<unknown>> = {
    throws: () => Promise.reject(new Error('in the middle of a transaction')),
    refuses: () => Promise.reject(notFound()),
    'takes-too-long': async (trx) => {
      await sql`set local statement_timeout = '20ms'`.execute(trx)
      await sql`select pg_sleep(10)`.execute(trx)
    },
  }
  const inPractice = createInPractice(container.db, { whatReinstates: async () => '' })
  for (const [operationId, end] of Object.entries(endings)) {
    app.post(`/storm/${operationId}`, {
      schema: operation({ operationId, tag: 'storm', summary: operationId, roles: everyone, response: {} }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          await trx.updateTable('contacts').set({ notes: 'spoilt' }).execute()
          await end(trx)
          throw new Error('not reached')
        }),
    })
  }
}

/** What the nth request does; of twenty, two throw or refuse, one takes too long, and one is not waited for. */
function requestOf(n: number, { clientId, contactId, mark }: Place): { method: string; path: string; body?: object } {
  const kind = n % 20
  if (kind === 0) return { method: 'POST', path: '/storm/throws' }
  if (kind === 7) return { method: 'POST', path: '/storm/refuses' }
  if (kind === 13) return { method: 'POST', path: '/storm/takes-too-long' }
  if (kind % 4 === 1) return { method: 'PATCH', path: `/v1/contacts/${contactId}`, body: { notes: `${mark}${n}` } }
  return {
    method: 'GET',
    path: [`/v1/clients/${clientId}`, `/v1/clients/${clientId}/contacts`, '/v1/practice'][n % 3]!,
  }
}

interface Answered {
  place: Place
  path: string
  status: number | 'hung up'
  text: string
}

async function ask(n: number): Promise<Answered> {
  const place = places[n % practices]!
  const { method, path, body } = requestOf(n, place)
  const hangingUp = new AbortController()
  if (n % 20 === 17) setTimeout(() => hangingUp.abort(), (n % 400) * 3)
  try {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${place.callers[n % 3]}`,
        ...(body ? { 'content-type': 'application/json', 'if-match': '*' } : {}),
        ...(n % 2 && method === 'POST' ? { 'idempotency-key': `storm-${n}` } : {}),
      },
      body: body && JSON.stringify(body),
      signal: hangingUp.signal,
    })
    return { place, path, status: answer.status, text: await answer.text() }
  } catch (error) {
    if (!hangingUp.signal.aborted) throw error
    return { place, path, status: 'hung up', text: '' }
  }
}

test('nobody is answered with what is of others', { timeout: 120_000 }, async () => {
  const answers: Answered[] = []
  let next = 0
  const caller = async () => {
    while (next < requests) answers.push(await ask(next++))
  }
  await Promise.all(Array.from({ length: atATime }, caller))

  const foreign = answers.filter(({ place, text }) =>
    [...text.matchAll(/mark-\d+-/g)].some(([mark]) => mark !== place.mark),
  )
  expect(foreign).toEqual([])
  expect(answers.filter(({ text }) => text.includes('spoilt'))).toEqual([])

  // Everything did happen.
  const statuses = Map.groupBy(answers, ({ path, status }) => `${path.replace(/[\w-]{36}/, '{id}')} ${status}`)
  expect([...statuses.keys()]).toEqual(
    expect.arrayContaining([
      '/storm/throws 500',
      '/storm/refuses 404',
      '/storm/takes-too-long 503',
      '/v1/practice 200',
      '/v1/clients/{id} 200',
      '/v1/clients/{id}/contacts 200',
      '/v1/contacts/{id} 200',
      '/v1/contacts/{id} hung up',
    ]),
  )
})

test('nothing of it is left in the database', async () => {
  const { rows } = await api.database.admin.query(
    `select practices.name, contacts.notes from contacts join practices on practices.id = practice_id
      where notes not like replace(practices.name, 'practice', '') || '%'`,
  )
  expect(rows).toEqual([])
})

test('nothing of it is left on the connections', async () => {
  const isTransactionOpen = async () => {
    const { rows } = await api.database.admin.query<{ state: string }>(
      `select state from pg_stat_activity
        where datname = current_database() and usename = 'cadre_app' and (xact_start is not null or state <> 'idle')`,
    )
    return rows.length > 0
  }
  await expect.poll(isTransactionOpen).toBe(false)

  // Held until all have been asked, so that each is another.
  const allAsked = Promise.withResolvers<void>()
  let asked = 0
  const states = await Promise.all(
    Array.from({ length: connections }, () =>
      container.db.connection().execute(async (connection) => {
        const { rows } = await sql<Record<string, unknown>>`
          select pg_backend_pid() as pid, current_setting('app.practice_id', true) as practice,
                 current_setting('app.client_id', true) as client, current_setting('app.coach_id', true) as coach,
                 current_setting('app.user_id', true) as user, current_setting('statement_timeout') as timeout,
                 (select count(*)::integer from clients) as clients`.execute(connection)
        if ((asked += 1) === connections) allAsked.resolve()
        await allAsked.promise
        return rows[0]!
      }),
    ),
  )
  expect(new Set(states.map(({ pid }) => pid)).size).toBe(connections)
  for (const { pid: _pid, ...state } of states) {
    expect(state).toEqual({ practice: '', client: '', coach: '', user: '', timeout: '0', clients: 0 })
  }
})
