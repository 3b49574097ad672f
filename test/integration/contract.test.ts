import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeApi } from '../../src/bin/describe-api.ts'
import { operationsOf } from '../../src/http/openapi/document.ts'
import type { Role } from '../../src/http/operation.ts'
import { allows, expectDocumented } from '../support/answers.ts'
import { hostileTexts, hostileValues, requestsOf } from '../support/arbitraries.ts'
import {
  bodySchemaOf,
  type DescribedOperation,
  isStream,
  parametersOf,
  type Place,
  sampleRequest,
  send,
  withValue,
} from '../support/requests.ts'
import { fieldsOf } from '../support/sample.ts'
import { startWorld, type World } from '../support/world.ts'

/*
 * Every operation against its own description, with requests made up from it. A failure prints its seed: the same run
 * is FUZZ_SEED=… FUZZ_RUNS=… vitest run test/integration/contract.test.ts
 */

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 5)
console.log(`requests are made up with FUZZ_SEED=${seed} FUZZ_RUNS=${numRuns}`)

const { document } = await describeApi()
// What puts things away comes last, so that there is something to work on before.
const rank = ({ method, operation }: DescribedOperation) =>
  ['GET', 'PATCH', 'PUT', 'POST', 'DELETE'].indexOf(method) + (method === 'POST' && !operation.requestBody ? 0.5 : 0)
const operations = operationsOf(document)
  .filter((described) => !isStream(described))
  .toSorted((a, b) => rank(a) - rank(b))
  .map((described) => ({ title: `${described.method} ${described.path}`, described }))

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.api.stop())

/** Somebody who may call it; signed in anew, since the request before may have signed everybody out. */
async function callerOf({ operation }: DescribedOperation): Promise<string | undefined> {
  const role = operation['x-roles'][0] as Role | undefined
  return role && world.north.signIn(role)
}

/** Where a text may stand in the address, and what it ought to be. */
const placesIn = (described: DescribedOperation) =>
  parametersOf(described).flatMap(({ name, in: where, schema }) =>
    where === 'header' ? [] : [{ in: where, at: name, schema }],
  )

const expectRefusal = ({ statusCode, body }: { statusCode: number; body: string }) =>
  expect(statusCode, `was let in: ${body}`).toBeGreaterThanOrEqual(400)

describe('what the schema allows is answered as described', () => {
  test.each(operations)('$title', async ({ described }) => {
    await fc.assert(
      fc.asyncProperty(requestsOf(document, described, world.north.ada.ids), async (request) => {
        const answer = await send(world.api, described, request, await callerOf(described))
        expectDocumented(document, described, answer)
      }),
      { seed, numRuns },
    )
  })
})

describe('what no schema allows is refused, whatever it is', () => {
  const withBody = operations.filter(({ described }) => bodySchemaOf(described))
  test.each(withBody)('$title', async ({ described }) => {
    const schema = bodySchemaOf(described)!
    const places: Place[] = fieldsOf(document, schema).map(({ at }) => ({ in: 'body', at }))
    const as = await callerOf(described)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), hostileValues, async (place, value) => {
        const sampled = sampleRequest(document, described, world.north.ada, place)
        const body = JSON.stringify(withValue(sampled, place, value).body)
        const headers = { ...sampled.headers, 'content-type': 'application/json' }
        const answer = await send(world.api, described, { ...sampled, headers, body }, as)
        expectDocumented(document, described, answer)
        // Null is as good as no body, where that will do.
        const isNone = body === 'null' && described.operation.requestBody?.required === false
        if (!isNone && !allows(document, schema, JSON.parse(body))) expectRefusal(answer)
      }),
      { seed, numRuns: 2 * numRuns },
    )
  })

  const withParameters = operations.filter(({ described }) => placesIn(described).length > 0)
  test.each(withParameters)('$title in its address', async ({ described }) => {
    const as = await callerOf(described)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...placesIn(described)), hostileTexts, async ({ schema, ...place }, text) => {
        const request = withValue(sampleRequest(document, described, world.north.ada, place), place, text)
        const answer = await send(world.api, described, request, as)
        expectDocumented(document, described, answer)
        if (schema.type === 'string' && !allows(document, schema, text)) expectRefusal(answer)
      }),
      { seed, numRuns },
    )
  })

  test.each(withBody)('$title with a field that it does not have', async ({ described }) => {
    const request = sampleRequest(document, described, world.north.ada)
    const body = { ...(request.body as object), unheardOf: 1 }
    const answer = await send(world.api, described, { ...request, body }, await callerOf(described))
    expect(answer.statusCode, answer.body).toBe(422)
  })

  const withQuery = operations.filter(({ described }) => described.operation.parameters?.length)
  test.each(withQuery)('$title with a query that it does not take', async ({ described }) => {
    const request = sampleRequest(document, described, world.north.ada)
    const query = { ...request.query, unheardOf: '1' }
    const answer = await send(world.api, described, { ...request, query }, await callerOf(described))
    expectDocumented(document, described, answer)
  })
})
