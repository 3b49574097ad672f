import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeApi } from '../../src/bin/describe-api.ts'
import { operationsOf, type Schema } from '../../src/http/openapi/document.ts'
import type { Role } from '../../src/http/operation.ts'
import {
  bodySchemaOf,
  type DescribedOperation,
  type Person,
  sampleRequest,
  send,
  withValue,
} from '../support/requests.ts'
import { fieldsOf } from '../support/sample.ts'
import { startWorld, type World } from '../support/world.ts'

/* Of many who change the same version of a thing, one succeeds: for everything that can be changed. */

/** They are read from their list alone. */
const withoutPage = ['editMember', 'renameTag']

const { document } = await describeApi()
const operations = operationsOf(document)
const editable = operations
  .filter(({ method, operation }) => method === 'PATCH' && !withoutPage.includes(operation.operationId!))
  .map((described) => ({ title: `${described.method} ${described.path}`, described }))

let world: World
beforeAll(async () => {
  world = await startWorld()
  // Who asked for no more notes is not written to: nothing of that can be changed.
  await world.api.database.admin.query(
    `update announcement_recipients set status = 'needs_input' where status = 'suppressed'`,
  )
})
afterAll(() => world.api.stop())

const writers = 20

/** Ada's things; her landing and its story are of the search before the one that goes on. */
const hers = ({ path }: DescribedOperation): Person => {
  const { ids, words } = world.north.ada
  return /landing|story/.test(path)
    ? { words, ids: { ...ids, searches: ids['searches']!.slice(0, -1) } }
    : { ids, words }
}

/** A letter is there for whoever is told by letter, a draft for whoever is written to from the client's own mailbox. */
async function tellByHand(path: string): Promise<void> {
  const channel = path.endsWith('/letter') ? 'letter' : path.endsWith('/draft') && 'self'
  if (!channel) return
  await world.api.database.admin.query(`
    update announcement_recipients set channel = '${channel}', subject = 'News', body = 'I start in May.';
    update contacts set email = id || '@example.test', email_key = id || '@example.test' where email is null`)
}

const isFreeText = (schema: Schema) =>
  schema.type === 'string' && !schema.format && !schema['enum'] && !('const' in schema)

/** A change that differs each time. */
function changeOf(described: DescribedOperation, count: number) {
  const fields = fieldsOf(document, bodySchemaOf(described)!)
  const text = fields.find(({ schema }) => isFreeText(schema))
  const instant = fields.find(({ schema }) => schema.format === 'date-time')
  const day = fields.find(({ schema }) => schema.format === 'date')
  const place = { in: 'body' as const, at: (text ?? instant ?? day)!.at }
  const inJanuary = `01-${String(count + 1).padStart(2, '0')}`
  const value = text
    ? `said for the ${count}th time`
    : instant
      ? `2030-${inJanuary}T08:00:00.000Z`
      : `2020-${inJanuary}`
  return withValue(sampleRequest(document, described, hers(described), place), place, value)
}

describe('lost updates', () => {
  test.each(editable)('$title', async ({ described }) => {
    const reading = operations.find(({ method, path }) => method === 'GET' && path === described.path)!
    const role = described.operation['x-roles'][0] as Role
    const as = await world.north.signIn(role)
    const read = () => send(world.api, reading, sampleRequest(document, reading, hers(reading)), as)
    const write = (count: number, etag: string) =>
      send(world.api, described, { ...changeOf(described, count), headers: { 'if-match': etag } }, as)

    const first = await read()
    const etag = first.headers.etag as string
    const answers = await Promise.all(Array.from({ length: writers }, (_, count) => write(count, etag)))
    const statuses = answers.map(({ statusCode }) => statusCode).toSorted()
    expect(statuses, answers[0]!.body).toEqual([200, ...Array.from({ length: writers - 1 }, () => 412)])

    const second = await read()
    const newest = second.headers.etag as string
    expect(newest).toBe(answers.find(({ statusCode }) => statusCode === 200)!.headers.etag)
    expect(newest).not.toBe(etag)
    for (const stale of [etag, `W/${newest}`, newest.slice(1, -1), '""', 'nonsense']) {
      expect((await write(writers, stale)).statusCode, stale).toBe(412)
    }
    expect((await write(writers + 1, `${etag}, ${newest}`)).statusCode).toBe(200)
    expect((await write(writers + 2, '*')).statusCode).toBe(200)
  })
})

describe('who must say which version they mean', () => {
  const guarded = operations.filter(({ operation }) => '428' in operation.responses)
  test.each(guarded.map((described) => ({ title: `${described.method} ${described.path}`, described })))(
    '$title',
    async ({ described }) => {
      const as = await world.north.signIn(described.operation['x-roles'][0] as Role)
      const request = sampleRequest(document, described, { words: world.north.ada.words, ids: world.north.ada.ids })
      const silent = await send(world.api, described, { ...request, headers: {} }, as)
      expect([silent.statusCode, silent.json<{ code: string }>().code]).toEqual([428, 'if_match_required'])
      const mistaken = await send(world.api, described, { ...request, headers: { 'if-match': '"another"' } }, as)
      expect([mistaken.statusCode, mistaken.json<{ code: string }>().code]).toEqual([412, 'stale'])
    },
  )
})

describe('what has not changed is not sent again', () => {
  // A test clock is there only in sandboxes.
  const resources = operations.filter(
    ({ path, operation }) => '304' in operation.responses && path !== '/v1/test-clock',
  )
  test.each(resources.map((described) => ({ title: `GET ${described.path}`, described })))(
    '$title',
    async ({ described }) => {
      await tellByHand(described.path)
      const request = sampleRequest(document, described, hers(described))
      const as = await world.north.signIn(described.operation['x-roles'][0] as Role)
      const first = await send(world.api, described, request, as)
      const etag = first.headers.etag as string
      expect(first.statusCode, first.body).toBe(200)
      const second = await send(world.api, described, { ...request, headers: { 'if-none-match': etag } }, as)
      expect([second.statusCode, second.body, second.headers.etag]).toEqual([304, '', etag])
    },
  )
})
