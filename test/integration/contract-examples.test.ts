import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeApi } from '../../src/bin/describe-api.ts'
import { operationsOf } from '../../src/http/openapi/document.ts'
import type { Role } from '../../src/http/operation.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'

/* What the document shows as an example can be sent as it stands. That it fits its schema, the linter looks after. */

const { document } = await describeApi()
const withBodies = operationsOf(document).filter(({ operation }) => operation.requestBody?.content['application/json'])

let api: TestApi
let practice: TestPractice
beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
})
afterAll(() => api.stop())

test.each(withBodies.map((described) => ({ title: `${described.method} ${described.path}`, described })))(
  '$title',
  async ({ described: { method, path, operation } }) => {
    const { example } = operation.requestBody!.content['application/json']!
    expect(example).not.toEqual({})
    const examples = new Map(
      (operation.parameters ?? []).flatMap((one) => ('name' in one ? [[one.name, one.example] as const] : [])),
    )
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) => String(examples.get(name)))
    const isSignedIn = (operation['x-roles'] as Role[]).length > 0
    const answer = await api.call(method, url, {
      body: example,
      headers: { 'if-match': '*' },
      ...(isSignedIn ? { as: (await practice.member('owner')).token } : {}),
    })
    // Of what is in it only the ids name nothing, and no mail server answers.
    if (answer.statusCode === 422) {
      const { errors = [] } = answer.json<{ errors?: { pointer: string }[] }>()
      expect(errors.filter(({ pointer }) => !pointer.endsWith('Id'))).toEqual([])
    } else expect([400, 413, 415], answer.body).not.toContain(answer.statusCode)
  },
)
