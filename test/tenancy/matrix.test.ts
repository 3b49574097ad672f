import { randomUUID } from 'node:crypto'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeApi } from '../../src/bin/describe-api.ts'
import { operationsOf } from '../../src/http/openapi/document.ts'
import type { Role } from '../../src/http/operation.ts'
import { type IdPlace, idPlacesOf, type Person, sampleRequest, send, withValue } from '../support/requests.ts'
import { newestId } from '../support/sample.ts'
import { rowsOf } from '../support/rows.ts'
import { type Side, startWorld, type World } from '../support/world.ts'

/*
 * Every operation, every place in its path, query and body where an id may stand, every wall: what lies behind a wall
 * is answered as what does not exist, to the byte, and nothing happens to it.
 */

const { document } = await describeApi()
const operations = operationsOf(document)

let world: World
let north: Side
let before: Record<string, string>
beforeAll(async () => {
  world = await startWorld()
  north = world.north
  before = await rowsBehindTheWalls()
})
afterAll(() => world.api.stop())

const walls: { name: string; from: Role[]; behind: () => Person }[] = [
  { name: 'another practice', from: ['owner', 'assistant', 'coach', 'client'], behind: () => world.south.ada },
  { name: 'another client', from: ['client'], behind: () => north.ben },
  { name: 'the client of another coach', from: ['coach'], behind: () => north.ben },
]

const cases = operations.flatMap((described) =>
  walls.flatMap(({ name, from, behind }) => {
    const roles = described.operation['x-roles']
    const role = from.find((one) => roles.includes(one))
    const title = `${described.method} ${described.path}: ${name}`
    return role || roles.length === 0 ? [{ title, described, role, behind }] : []
  }),
)

describe('an id of what lies behind a wall is an id of nothing', () => {
  test.each(cases)('$title', async ({ described, role, behind }) => {
    for (const place of idPlacesOf(document, described)) {
      // Members and invitations belong to the practice: they lie behind one wall only.
      if (!behind().ids[place.collection] && north.ben === behind()) continue
      const base = sampleRequest(document, described, north.ada, place)
      const ask = async (id: string) =>
        send(world.api, described, withValue(base, place, id), role && (await north.signIn(role)))
      const nothing = await ask(randomUUID())
      const foreign = await ask(newestId(behind().ids, place.collection))
      if (role) expectRefusal(nothing, place)
      expect(withoutRequest(foreign)).toEqual(withoutRequest(nothing))
    }
  })
})

describe('an answer shows nothing of others', () => {
  const readers = (['owner', 'coach', 'assistant', 'client'] as const).flatMap((role) =>
    operations
      .filter(({ method, operation }) => method === 'GET' && operation['x-roles'].includes(role))
      .map((described) => ({ title: `${described.method} ${described.path} as ${role}`, described, role })),
  )
  test.each(readers)('$title', async ({ described, role }) => {
    const answer = await send(
      world.api,
      described,
      sampleRequest(document, described, north.ada),
      await north.signIn(role),
    )
    const text = JSON.stringify([answer.headers, answer.body])
    expect(text).not.toContain('said south')
    if (role === 'client' || role === 'coach') expect(text).not.toContain(north.ben.words)
  })
})

test('nothing behind the walls has changed', async () => {
  expect(await rowsBehindTheWalls()).toEqual(before)
})

async function rowsBehindTheWalls() {
  const { admin } = world.api.database
  return {
    ...(await rowsOf(admin, 'practice_id', world.south.practice.practiceId)),
    ...(await rowsOf(admin, 'client_id', newestId(north.ben.ids, 'clients'))),
  }
}

/** In a path nothing is 404; in a body the field is named; a list that is narrowed to nothing may be empty. */
function expectRefusal(response: LightMyRequestResponse, place: IdPlace): void {
  if (place.in === 'path') return expect(response.statusCode).toBe(404)
  if (place.in === 'query') return expect([200, 404, 422]).toContain(response.statusCode)
  if (response.statusCode === 404) return
  const { code, errors } = response.json<{ code: string; errors?: { pointer: string }[] }>()
  expect(code, response.body).toBe('invalid')
  expect(errors!.map(({ pointer }) => pointer)).toContain(place.at)
}

/** What there is to compare: all but what names the request itself. */
function withoutRequest(response: LightMyRequestResponse) {
  const { date: _date, ratelimit: _ratelimit, ...headers } = response.headers
  const {
    requestId: _requestId,
    instance: _instance,
    ...body
  } = response.body ? response.json<Record<string, unknown>>() : {}
  return { status: response.statusCode, headers, body }
}
