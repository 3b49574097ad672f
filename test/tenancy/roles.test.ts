import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { describeApi } from '../../src/bin/describe-api.ts'
import { operationsOf } from '../../src/http/openapi/document.ts'
import type { Role } from '../../src/http/operation.ts'
import { type DescribedOperation, sampleRequest, send } from '../support/requests.ts'
import { startWorld, type World } from '../support/world.ts'
import { audienceOf, audiences, type Caller, callers, type Verdict } from './roles.ts'

/* The table of roles is what the document says and what happens, for every operation and every caller. */

const { document } = await describeApi()
const operations = operationsOf(document)

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.api.stop())

const roleOf = (caller: Caller) => caller.replace('strange ', '') as Role

const verdictsOn = (operationId: string): Verdict[] | undefined => audiences[audienceOf[operationId]!]

test('the table has every operation there is, and no other', () => {
  expect(Object.keys(audienceOf).toSorted()).toEqual(
    operations.map(({ operation }) => operation.operationId).toSorted(),
  )
})

test('the document names the roles of the table', () => {
  const named = (roles: Role[]) => [...new Set(roles)].toSorted()
  const inTable = operations.map(({ operation: { operationId } }) => [
    operationId,
    named(callers.filter((_caller, n) => (verdictsOn(operationId)?.[n] ?? 403) !== 403).map(roleOf)),
  ])
  const inDocument = operations.map(({ operation }) => [operation.operationId, named(operation['x-roles'] as Role[])])
  expect(inTable).toEqual(inDocument)
})

const inOrder = Object.keys(audienceOf).flatMap((operationId) => {
  const described = operations.find(({ operation }) => operation.operationId === operationId)
  return described ? [{ operationId, described }] : []
})

describe('the table is what happens', () => {
  // Whoever was put away could not sign in any more.
  beforeEach(() => world.api.database.admin.query(`update clients set status = 'active' where status = 'archived'`))

  test.each(inOrder)('$operationId', async ({ operationId, described }) => {
    const verdicts = verdictsOn(operationId)
    const anonymous = await ask(described)
    if (!verdicts) return expect(anonymous.body).not.toContain('"unauthenticated"')
    expect(anonymous.statusCode, 'nobody').toBe(401)
    const refusalsFirst = callers
      .map((caller, n) => ({ caller, verdict: verdicts[n]! }))
      .toSorted((a, b) => Number(a.verdict === 'yes') - Number(b.verdict === 'yes'))
    for (const { caller, verdict } of refusalsFirst) {
      const { statusCode, body } = await ask(described, caller)
      if (verdict === 'yes') {
        expect([401, 403, 404], `${caller}: ${body}`).not.toContain(statusCode)
        expect(statusCode, `${caller}: ${body}`).toBeLessThan(500)
      } else {
        expect(statusCode, `${caller}: ${body}`).toBe(verdict)
      }
    }
  })
})

/** Of Ada, by whoever she knows; strangers are Ada's coach and Ada herself where it is of Ben. */
async function ask(described: DescribedOperation, caller?: Caller) {
  const { ada, ben, signIn } = world.north
  const request = sampleRequest(document, described, ada)
  if (caller?.startsWith('strange ')) {
    request.path = sampleRequest(document, described, { ...ada, ids: { ...ada.ids, ...ben.ids } }).path
  }
  // Whoever gets as far as that may do it; that nothing changes leaves it to the next one.
  if (described.method === 'PATCH' || described.method === 'DELETE') request.headers['if-match'] = '"another"'
  return send(world.api, described, request, caller && (await signIn(roleOf(caller))))
}
