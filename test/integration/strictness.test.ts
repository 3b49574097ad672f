import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeApi } from '../../src/bin/describe-api.ts'
import { operationsOf, type Schema } from '../../src/http/openapi/document.ts'
import type { Role } from '../../src/http/operation.ts'
import { expectProblem } from '../support/answers.ts'
import {
  bodySchemaOf,
  type DescribedOperation,
  type SampleRequest,
  sampleRequest,
  send,
  withValue,
} from '../support/requests.ts'
import { fieldsOf } from '../support/sample.ts'
import { startWorld, type World } from '../support/world.ts'

/* A body is taken as it is or not at all: nothing is guessed, dropped or made to fit. */

const { document } = await describeApi()
const withBody = operationsOf(document)
  .filter((described) => bodySchemaOf(described))
  .map((described) => ({ title: `${described.method} ${described.path}`, described }))

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.api.stop())

const callerOf = async ({ operation }: DescribedOperation): Promise<string | undefined> => {
  const role = operation['x-roles'][0] as Role | undefined
  return role && world.north.signIn(role)
}

/** Sends the request with that text for a body. */
function sendText(described: DescribedOperation, request: SampleRequest, text: string, as: string | undefined) {
  const headers = { ...request.headers, 'content-type': 'application/json' }
  return send(world.api, described, { ...request, headers, body: Buffer.from(text) }, as)
}

/** What is not of the schema's type, but might be made to be. */
function lookalikesOf(at: string, { type, ...schema }: Schema): unknown[] {
  // What is only compared may hold anything.
  const isSecret = /password|token/i.test(at)
  const isChosen = 'const' in schema || 'enum' in schema
  const unfit = isChosen ? ['unheard of', ''] : isSecret ? [] : ['a\u0000b', '\ud800', 'x\udc00']
  switch (type) {
    case 'integer':
    case 'number':
      return ['12', '', true, [1], null]
    case 'boolean':
      return ['true', 0, 'on', null]
    case 'string':
      return [12, true, ['x'], { x: 'x' }, ...unfit]
    case 'array':
      return [{}, { 0: 'x', length: 1 }, 'x', '[]']
    case 'object':
      return [[], '{}', 'x', 1, [{}]]
    default:
      return []
  }
}

describe('values that are nearly right are refused', () => {
  test.each(withBody)('$title', async ({ described }) => {
    const as = await callerOf(described)
    const fields = fieldsOf(document, bodySchemaOf(described)!)
    for (const { at, schema } of fields.filter(({ schema: { type } }) => type !== 'null')) {
      const request = sampleRequest(document, described, world.north.ada, { in: 'body', at })
      const allowed = fields.filter((field) => field.at === at).map((field) => field.schema.type)
      for (const value of lookalikesOf(at, schema)) {
        if (allowed.includes(typeOf(value)) && allowed.length > 1) continue
        const { body } = withValue(request, { in: 'body', at }, value)
        const answer = await sendText(described, request, JSON.stringify(body), as)
        expect(answer.statusCode, `${at}: ${JSON.stringify(value)}: ${answer.body}`).toBe(422)
        expectProblem(answer)
      }
    }
  })
})

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value === 'number' ? 'integer' : typeof value

/** JSON that says what the object says, and something more that is not right. */
const spoilt: [what: string, spoil: (inside: string) => string][] = [
  ['a field that it does not have', (inside) => `{${inside}"unheardOf":1}`],
  ['__proto__', (inside) => `{${inside}"__proto__":{"x":1}}`],
  ['constructor.prototype', (inside) => `{${inside}"constructor":{"prototype":{"x":1}}}`],
  ['a field twice', (inside) => `{${inside}"unheardOf":1,"unheardOf":1}`],
  ['its own fields twice', (inside) => `{${inside}${inside}"unheardOf":1}`],
  ['a number that is none', (inside) => `{${inside}"unheardOf":NaN}`],
  ['a number past all numbers', (inside) => `{${inside}"unheardOf":1e400}`],
  ['ten thousand brackets', (inside) => `{${inside}"unheardOf":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  ['ten thousand braces', (inside) => `{${inside}"unheardOf":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`],
  ['a list of a hundred thousand', (inside) => `{${inside}"unheardOf":[${'1,'.repeat(100_000)}1]}`],
  ['something after its end', (inside) => `{${inside}"unheardOf":1}{}`],
  ['a list around it', (inside) => `[{${inside.replace(/,$/, '')}}]`],
]

describe('JSON that is not what it seems is refused', () => {
  test.each(withBody)('$title', async ({ described }) => {
    const as = await callerOf(described)
    const request = sampleRequest(document, described, world.north.ada)
    const text = JSON.stringify(request.body)
    const inside = text === '{}' || !text.startsWith('{') ? '' : `${text.slice(1, -1)},`
    for (const [what, spoil] of spoilt) {
      const answer = await sendText(described, request, spoil(inside), as)
      expect([400, 422], `${what}: ${answer.body}`).toContain(answer.statusCode)
      expectProblem(answer)
    }
  })
})

test.each([
  ['{"name":"a","name":"b"}', false],
  ['{"name":"a","nam\\u0065":"b"}', false],
  ['{"a":{"b":1},"c":[{"b":1},{"b":1}],"\\"a\\":1":"{\\"a\\":1,\\"a\\":1}"}', true],
])('a field twice is told from one that only looks like it: %s', async (payload, isReadable) => {
  const answer = await world.api.app.inject({
    method: 'POST',
    url: '/v1/clients',
    headers: { authorization: `Bearer ${world.north.practice.owner}`, 'content-type': 'application/json' },
    payload,
  })
  expect(answer.statusCode).toBe(isReadable ? 422 : 400)
})
