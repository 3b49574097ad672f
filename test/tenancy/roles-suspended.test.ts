import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeApi } from '../../src/bin/describe-api.ts'
import { operationsOf } from '../../src/http/openapi/document.ts'
import { sampleRequest, send } from '../support/requests.ts'
import { newestId } from '../support/sample.ts'
import { startWorld, type World } from '../support/world.ts'
import { whileSuspended } from './roles.ts'

/* A suspended client reads everything of theirs and changes what the table lists. */

const { document } = await describeApi()
const ofClients = operationsOf(document)
  .filter(({ operation }) => operation['x-roles'].includes('client'))
  .map((described) => ({ title: `${described.method} ${described.path}`, described }))

let world: World
let token: string
beforeAll(async () => {
  world = await startWorld()
  await suspend(newestId(world.north.ada.ids, 'clients'))
  token = await world.north.signIn('client')
})
afterAll(() => world.api.stop())

const suspend = (id: string) =>
  world.api.database.admin.query(`update clients set status = 'suspended' where id = $1`, [id])

test('the document says what the table says', () => {
  const inDocument = ofClients.filter(({ described }) => described.operation['x-while-suspended'])
  expect(inDocument.map(({ described }) => described.operation.operationId).toSorted()).toEqual(
    whileSuspended.toSorted(),
  )
})

test.each(ofClients)('$title', async ({ described }) => {
  const { operationId } = described.operation
  const request = sampleRequest(document, described, world.north.ada)
  // Of things that there are not, so that what is allowed does little.
  request.path = Object.fromEntries(Object.keys(request.path).map((name) => [name, randomUUID()]))
  const as = operationId === 'signOut' ? await world.north.signIn('client') : token
  const { statusCode, body } = await send(world.api, described, request, as)
  if (described.method === 'GET' || whileSuspended.includes(operationId)) {
    expect([401, 403], body).not.toContain(statusCode)
  } else {
    expect(body).toContain('"suspended"')
    expect(statusCode).toBe(403)
  }
})
