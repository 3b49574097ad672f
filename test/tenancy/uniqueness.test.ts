import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { rowsOf } from '../support/rows.ts'

/* A value that is taken behind a wall is a free one: nothing tells the two apart, and the same comes of both. */

let api: TestApi
let here: TestPractice
/** A coach of Ada's, who knows nothing of Ben. */
let coach: string
let ada: { id: string; session: string }
let ben: { id: string }

beforeAll(async () => {
  api = await startTestApi()
  here = await api.practice()
  const member = await here.member('coach')
  coach = member.token
  const { id } = await make(here.owner, '/v1/clients', client({ email: 'ada@here.example', coachId: member.memberId }))
  ada = { id, session: await here.clientSession(id) }
  ben = await make(here.owner, '/v1/clients', client({ email: 'ben@here.example' }))
  await makeRoomInWeeks()
  await takeEverything()
})
afterAll(() => api.stop())

const client = (values: object) => ({ name: 'Ada', timeZone: 'UTC', ...values })

async function make(as: string, path: string, body: object, key?: string): Promise<{ id: string }> {
  const answer = await api.call('POST', path, { as, body, headers: key ? { 'idempotency-key': key } : {} })
  expect(answer.statusCode, answer.body).toBe(201)
  return answer.json()
}

/** For the follow-ups of everybody here: whoever found a week full would get a day of their own. */
async function makeRoomInWeeks(): Promise<void> {
  const policy = await api.call('PUT', '/v1/cadence-policy', { as: here.owner, body: { maxFollowUpsPerWeek: 50 } })
  expect(policy.statusCode, policy.body).toBe(200)
}

/** By the other practice …@there.example, by Ben …@ben.example. */
async function takeEverything(): Promise<void> {
  const there = await api.practice()
  const theirs = await make(there.owner, '/v1/clients', client({ email: 'taken@there.example' }), 'taken-there')
  await make(there.owner, `/v1/clients/${theirs.id}/contacts`, { name: 'Ines', email: 'taken@there.example' })
  await make(there.owner, '/v1/suppressions', { email: 'taken@there.example', scope: 'practice' })
  await make(there.owner, '/v1/invitations', { email: 'taken@there.example', role: 'coach' })
  await api.database.admin.query(
    `update users set email = 'member@there.example', email_key = 'member@there.example'
      where id in (select user_id from members where practice_id = $1)`,
    [there.practiceId],
  )
  for (const email of ['taken@ben.example', 'also-taken@ben.example']) {
    await make(here.owner, `/v1/clients/${ben.id}/contacts`, { name: 'Ines', email })
  }
  await make(here.owner, '/v1/suppressions', { email: 'taken@ben.example', scope: 'client', clientId: ben.id })
}

interface Case {
  what: string
  as: () => string
  path: () => string
  body: (value: string) => object
  taken: string
  key?: string
}

const addClient = {
  as: () => here.owner,
  path: () => '/v1/clients',
  body: (email: string) => client({ email }),
}
const addContact = { path: () => `/v1/clients/${ada.id}/contacts`, body: (email: string) => ({ name: 'Ines', email }) }
const suppress = {
  path: () => '/v1/suppressions',
  body: (email: string) => ({ email, scope: 'client', clientId: ada.id }),
}
const invite = {
  as: () => here.owner,
  path: () => '/v1/invitations',
  body: (email: string) => ({ email, role: 'assistant' }),
}

const cases: Case[] = [
  { what: 'a client of another practice', ...addClient, taken: 'taken@there.example' },
  { what: 'an idempotency key of another practice', ...addClient, taken: 'again@there.example', key: 'taken-there' },
  { what: 'a contact in another practice', ...addContact, as: () => here.owner, taken: 'taken@there.example' },
  { what: 'a contact of another client', ...addContact, as: () => ada.session, taken: 'taken@ben.example' },
  { what: "a contact of another coach's client", ...addContact, as: () => coach, taken: 'also-taken@ben.example' },
  { what: 'a suppression of another practice', ...suppress, as: () => here.owner, taken: 'taken@there.example' },
  { what: "a suppression of another coach's client", ...suppress, as: () => coach, taken: 'taken@ben.example' },
  { what: 'an invitation of another practice', ...invite, taken: 'taken@there.example' },
  { what: 'a member of another practice', ...invite, taken: 'member@there.example' },
]

let fresh = 0

test.each(cases)('$what', async ({ as, path, body, taken, key }) => {
  const freshly = await addedBy(() => ask(`fresh${(fresh += 1)}@nowhere.example`, `fresh-${fresh}`))
  expect(freshly.answer.status).toBe(201)
  expect(await addedBy(() => ask(taken, key ?? `taken-${fresh}`))).toEqual(freshly)

  function ask(value: string, idempotencyKey: string) {
    return api.call('POST', path(), { as: as(), body: body(value), headers: { 'idempotency-key': idempotencyKey } })
  }
})

/** What a request is answered, but for what is always another; and how many rows of which tables it adds. */
async function addedBy(ask: () => Promise<LightMyRequestResponse>) {
  const before = await counts()
  const { statusCode, headers, body } = await ask()
  const after = await counts()
  const added = Object.entries(after).map(([table, count]) => [table, count - before[table]!])
  return {
    answer: { status: statusCode, headers: Object.keys(headers).toSorted(), body: withoutValues(body) },
    added: Object.fromEntries(added.filter(([, count]) => count !== 0)) as Record<string, number>,
  }
}

async function counts(): Promise<Record<string, number>> {
  const rows = await rowsOf(api.database.admin, 'practice_id', here.practiceId)
  return Object.fromEntries(Object.entries(rows).map(([table, digest]) => [table, Number.parseInt(digest, 10)]))
}

const withoutValues = (body: string) =>
  body
    .replaceAll(/[\w-]{36}/g, '{id}')
    .replaceAll(/[\w-]+@\w+\.example/g, '{address}')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '{instant}')
