import { globSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { describeApi } from '../../src/bin/describe-api.ts'
import { answerOf, type Document, isPage, operationsOf, responsesOf } from '../../src/http/openapi/document.ts'
import type { DefinedProblem } from '../../src/errors.ts'
import { everyone } from '../../src/http/operation.ts'
import { tags } from '../../src/http/openapi/tags.ts'
import { unboundedPartsOf } from './bounds.ts'

const modules = globSync('src/modules/*/*.problems.ts').map((file) => pathToFileURL(file).href)
const ofModules = (await Promise.all(modules.map((url) => import(url) as Promise<Record<string, DefinedProblem>>)))
  .flatMap((problems) => Object.values(problems))
  .map(({ problem }) => problem.code)

let document: Document
let operations: ReturnType<typeof operationsOf>

beforeAll(async () => {
  document = (await describeApi()).document
  operations = operationsOf(document)
})

/** The operations, by name, that do not keep a rule. */
const breaking = (isKept: (operation: (typeof operations)[number]) => boolean) =>
  operations.filter((operation) => !isKept(operation)).map(({ operation }) => operation.operationId)

test('every operation has a name of its own: a verb, then what it is about', () => {
  expect(breaking(({ operation }) => /^[a-z]+([A-Z][a-z]*)+$/.test(operation.operationId))).toEqual([])
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length)
})

test('every operation has a summary of one line', () => {
  expect(breaking(({ operation }) => /^[A-Z].{3,78}[^.\s]$/.test(operation.summary))).toEqual([])
})

test('every operation has one tag, and every tag is explained and used', () => {
  const used = operations.flatMap(({ operation }) => operation.tags)
  expect(breaking(({ operation }) => operation.tags.length === 1)).toEqual([])
  expect(tags.map(({ name }) => name).toSorted()).toEqual([...new Set(used)].toSorted())
})

test('every operation says who may call it, and asks for a token when that is not everybody', () => {
  expect(
    breaking(({ operation }) => operation['x-roles'].every((role) => everyone.some((one) => one === role))),
  ).toEqual([])
  expect(breaking(({ operation }) => operation['x-roles'].length > 0 === operation.security.length > 0)).toEqual([])
})

test('every operation says how it refuses', () => {
  expect(
    breaking(({ method, path, operation }) => {
      const isSignedIn = operation['x-roles'].length > 0
      const expected = [
        '400',
        '422',
        '429',
        '500',
        '503',
        ...(isSignedIn ? ['401', '403'] : []),
        ...(operation.requestBody ? ['413', '415'] : []),
        ...(isSignedIn && method !== 'GET' ? ['409'] : []),
        ...(path.includes('{') ? ['404'] : []),
      ]
      return expected.every((status) => status in operation.responses)
    }),
  ).toEqual([])
})

test('every body and every answer has an example', () => {
  expect(
    breaking(({ operation }) => {
      const good = responsesOf(operation).filter(([status]) => Number(status) < 300)
      const media = [operation.requestBody, ...good.map(([, answer]) => answer)].flatMap((part) =>
        Object.entries(part?.content ?? {}),
      )
      return media.every(([type, { example }]) => type !== 'application/json' || example !== undefined)
    }),
  ).toEqual([])
})

test('every refusal names its codes, and every code of a module is named by an operation of its own', () => {
  const nameless = Object.entries(document.components.responses)
    .filter(([name]) => name !== 'NotModified')
    .filter(([, { content }]) => Object.keys(content?.['application/problem+json']?.examples ?? {}).length === 0)
  expect(nameless).toEqual([])
  const named = new Set(operations.flatMap(({ operation }) => operation['x-problems']))
  expect(ofModules.filter((code) => !named.has(code))).toEqual([])
})

test('every answer says how the caller stands', () => {
  const named = Object.values(document.components.responses)
  const written = operations.flatMap(({ operation }) => responsesOf(operation).map(([, answer]) => answer))
  for (const { headers } of [...named, ...written]) {
    expect(Object.keys(headers ?? {})).toEqual(expect.arrayContaining(['RateLimit', 'RateLimit-Policy']))
  }
  expect(Object.keys(document.components.responses['TooManyRequests']!.headers!)).toContain('Retry-After')
})

test('every change of a resource can be made to depend on the version that was read', () => {
  expect(breaking(({ method, operation }) => method !== 'PATCH' || '412' in operation.responses)).toEqual([])
})

test('every list takes a limit and a cursor', () => {
  expect(
    breaking(({ operation }) => {
      const answer = answerOf(document, operation)
      const query = (operation.parameters ?? []).flatMap((parameter) => ('name' in parameter ? parameter.name : []))
      return !answer || !isPage(answer) || (query.includes('limit') && query.includes('cursor'))
    }),
  ).toEqual([])
})

test('everything that can be sent has a size', () => {
  expect(operations.flatMap(({ operation }) => unboundedPartsOf(document, operation))).toEqual([])
})
