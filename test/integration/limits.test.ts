import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeApi } from '../../src/bin/describe-api.ts'
import { rolePassword } from '../../src/config.ts'
import { operationsOf, type Schema } from '../../src/http/openapi/document.ts'
import type { Role } from '../../src/http/operation.ts'
import { prepareRoles } from '../../src/infra/db/roles.ts'
import { expectProblem } from '../support/answers.ts'
import {
  bodySchemaOf,
  type DescribedOperation,
  parametersOf,
  type Place,
  sampleRequest,
  send,
  withValue,
} from '../support/requests.ts'
import { fieldsOf, newestId } from '../support/sample.ts'
import { startWorld, type World } from '../support/world.ts'

/*
 * Every limit in the document is a limit in fact, at its edge and one step past it; and no body is read that no schema
 * was written for.
 */

const { document } = await describeApi()
const withBody = operationsOf(document)
  .filter((described) => bodySchemaOf(described))
  .map((described) => ({ title: `${described.method} ${described.path}`, described }))

const withQuery = operationsOf(document)
  .map((described) => ({
    title: `${described.method} ${described.path}`,
    described,
    limited: parametersOf(described).filter(
      ({ in: where, schema }) => where === 'query' && atLimit(schema, undefined, 0) !== undefined,
    ),
  }))
  .filter(({ limited }) => limited.length > 0)

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.api.stop())

const callerOf = async ({ operation }: DescribedOperation): Promise<string | undefined> => {
  const role = operation['x-roles'][0] as Role | undefined
  return role && world.north.signIn(role)
}

/** A value that is as much as a schema says is the most, or that much more, where it says so. */
function atLimit(schema: Schema, sampled: unknown, more: 0 | 1): unknown {
  const { maxLength, maximum, maxItems } = schema as Record<string, number | undefined>
  if (maxLength !== undefined) return 'x'.repeat(maxLength + more)
  if (maximum !== undefined) return maximum + more
  if (maxItems !== undefined) return Array.from({ length: maxItems + more }, () => (sampled as unknown[])[0])
  return undefined
}

interface Mistakes {
  errors: { pointer: string; detail: string }[]
}

function valueAt(request: { body: unknown }, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((part, key) => (part as Record<string, unknown> | undefined)?.[key], request.body)
}

describe('values are taken up to their limit, and refused by name past it', () => {
  test.each(withBody)('$title', async ({ described }) => {
    for (const { at, schema } of fieldsOf(document, bodySchemaOf(described)!)) {
      const place: Place = { in: 'body', at: schema['maxItems'] === undefined ? at : `${at}/0` }
      const base = sampleRequest(document, described, world.north.ada, place)
      for (const more of [0, 1] as const) {
        const value = atLimit(schema, valueAt(base, at), more)
        if (value === undefined) continue
        const request = withValue(base, { in: 'body', at }, value)
        // Something else is wrong in any case, so that nothing is ever done.
        const body = { ...(request.body as object), unheardOf: true }
        const answer = await send(world.api, described, { ...request, body }, await callerOf(described))
        expect(answer.statusCode, `${at}: ${answer.body}`).toBe(422)
        const { errors } = answer.json<Mistakes>()
        const tooMuch = errors.filter(({ detail }) => detail.includes('at most')).map(({ pointer }) => pointer)
        if (more) expect(errors.map(({ pointer }) => pointer)).toContain(at)
        else expect(tooMuch, answer.body).not.toContain(at)
      }
    }
  })

  test.each(withQuery)('$title', async ({ described, limited }) => {
    for (const { name, schema } of limited) {
      const base = sampleRequest(document, described, world.north.ada)
      for (const more of [0, 1] as const) {
        const query = { ...base.query, [name]: String(atLimit(schema, undefined, more)), unheardOf: 'true' }
        const answer = await send(world.api, described, { ...base, query }, await callerOf(described))
        expect(answer.statusCode, `${name}: ${answer.body}`).toBe(422)
        const { errors } = answer.json<Mistakes>()
        const tooMuch = errors.filter(({ detail }) => detail.includes('at most')).map(({ pointer }) => pointer)
        expect(tooMuch.includes(`?${name}`), `${name}: ${answer.body}`).toBe(more === 1)
      }
    }
  })
})

test('a body of one MiB is read, a longer one is not', async () => {
  const body = (length: number) => JSON.stringify({ name: 'x' }).padEnd(length, ' ')
  const post = (payload: string) =>
    world.api.app.inject({
      method: 'POST',
      url: '/v1/clients',
      headers: { authorization: `Bearer ${world.north.practice.owner}`, 'content-type': 'application/json' },
      payload,
    })
  expect((await post(body(1_048_576))).statusCode).toBe(422)
  const refused = await post(body(1_048_577))
  expect(refused.statusCode).toBe(413)
  expectProblem(refused)
})

test('the database ends what takes too long, waits too long for others or keeps others waiting', async () => {
  const { container, database } = world.api
  await prepareRoles(database.admin, rolePassword(container.config.secret))
  const session = new pg.Client({ connectionString: container.config.databaseUrl })
  await session.connect()
  const { rows } = await session.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings
      where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') order by name`,
  )
  await session.end()
  expect(rows).toEqual([
    { name: 'idle_in_transaction_session_timeout', setting: '30000' },
    { name: 'lock_timeout', setting: '2500' },
    { name: 'statement_timeout', setting: '15000' },
  ])
})

test.each(['0', '101', '-1', '1.5', 'ten', '', '1e2x'])('a page of %s is refused', async (limit) => {
  const answer = await world.api.call('GET', `/v1/clients?limit=${limit}`, { as: world.north.practice.owner })
  expect(answer.statusCode).toBe(422)
  expect(answer.json()).toMatchObject({ errors: [{ pointer: '?limit' }] })
})

test.each([
  ['1900-01-01T00:00:00Z', true],
  ['2200-12-31T23:59:59.999Z', true],
  ['1899-12-31T23:59:59.999Z', false],
  ['0000-01-01T00:00:00Z', false],
  ['2201-01-01T00:00:00Z', false],
  // In UTC it lies past the year that four digits can name.
  ['9999-12-31T23:59:59-23:59', false],
])('the instant %s: %s', async (scheduledFor, isRead) => {
  const { ada, practice } = world.north
  const url = `/v1/announcements/${newestId(ada.ids, 'announcements')}`
  const answer = await world.api.call('PATCH', url, { as: practice.owner, body: { scheduledFor } })
  expect(answer.statusCode, answer.body).toBe(isRead ? 200 : 422)
})

test('a part of an address has 300 characters at most', async () => {
  const read = (length: number) =>
    world.api.call('GET', `/v1/clients/${'x'.repeat(length)}`, { as: world.north.practice.owner })
  expect((await read(300)).statusCode).toBe(422)
  expect((await read(301)).statusCode).toBe(400)
})

test('an Idempotency-Key has 255 characters at most', async () => {
  const post = (length: number) =>
    world.api.call('POST', '/v1/clients', {
      as: world.north.practice.owner,
      body: { name: 'Zoe Lund', email: 'zoe@example.test', timeZone: 'Europe/Copenhagen' },
      headers: { 'idempotency-key': 'k'.repeat(length) },
    })
  expect((await post(256)).statusCode).toBe(400)
  expect((await post(255)).statusCode).toBe(201)
})

test('the headers have 16 KiB at most', async () => {
  const url = await world.api.app.listen({ host: '127.0.0.1', port: 0 })
  const read = (length: number) => fetch(`${url}/livez`, { headers: { ballast: 'b'.repeat(length) } })
  expect((await read(15_000)).status).toBe(200)
  expect((await read(17_000)).status).toBe(431)
})

test.each(['/v1/clients/%', `/v1/clients/${'x'.repeat(301)}`])(
  'the address %s is refused like any other',
  async (url) => {
    const answer = await world.api.call('GET', url, { as: world.north.practice.owner })
    expect(answer.statusCode).toBe(400)
    expectProblem(answer)
  },
)

/** How a body may come, and whether it is read. */
const contentTypes: [type: string | undefined, isRead: boolean][] = [
  ['application/json', true],
  ['application/json; charset=utf-8', true],
  ['APPLICATION/JSON', true],
  ['application/json;charset=utf-8', true],
  ['application/merge-patch+json', true],
  [' application/json', true],
  ['application/json ', true],
  ['application/json;', true],
  ['application/json ; charset=utf-8', true],
  ['application/json; charset=utf-16', true],
  ['application/json;x="text/plain"', true],
  ['text/plain', false],
  ['text/plain; charset=utf-8', false],
  ['text/json', false],
  ['application/xml', false],
  ['application/x-www-form-urlencoded', false],
  ['multipart/form-data; boundary=x', false],
  ['application/octet-stream', false],
  ['application/problem+json', false],
  ['application/json-patch+json', false],
  ['application/jsonx', false],
  ['application/json, text/plain', false],
  ['application/json\tx', false],
  ['application/json x', false],
  ['"application/json"', false],
  ['application', false],
  ['json', false],
  ['application/json/', false],
  [';', false],
  ['*/*', false],
  ['', false],
  [undefined, false],
]

describe('a body is checked or not read at all, whatever its type says', () => {
  test.each(withBody)('$title', async ({ described }) => {
    for (const [type, isRead] of contentTypes) {
      const request = sampleRequest(document, described, world.north.ada)
      const payload = Buffer.from(JSON.stringify({ ...(request.body as object), unheardOf: true }))
      const answer = await send(
        world.api,
        described,
        {
          ...request,
          body: payload,
          headers: { ...request.headers, ...(type === undefined ? {} : { 'content-type': type }) },
        },
        await callerOf(described),
      )
      expect(isRead ? [422] : [415, 422, 400], `${type}: ${answer.body}`).toContain(answer.statusCode)
      expectProblem(answer)
    }
  })
})
