import Fastify, { type FastifyInstance } from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { registerProblems } from './problem.ts'
import { email, id, instant, line, localDate, pageQuery } from './schemas.ts'

let app: FastifyInstance
beforeEach(() => {
  app = Fastify()
  app.setValidatorCompiler(validatorCompiler)
  registerProblems(app)
  const body = z.strictObject({
    name: line(10),
    ids: z.array(id).min(1).max(2),
    at: instant,
    on: localDate,
    tier: z.enum(['inner', 'active']),
    minutes: z.int().min(0).max(1440),
    kind: z.literal('call'),
    to: email,
    quotable: z.boolean(),
    advice: z.strictObject({ about: line(10) }),
  })
  app.post('/', { schema: { body: body.partial(), querystring: z.strictObject(pageQuery) } }, () => 'fine')
  app.post('/whole', { schema: { body } }, () => 'fine')
})

const post = (payload: string, url = '/') =>
  app.inject({ method: 'POST', url, headers: { 'content-type': 'application/json' }, payload })

test.each([
  [{ name: 7 }, '/name', 'must be text'],
  [{ name: null }, '/name', 'must be text, not null'],
  [{ name: '' }, '/name', 'must not be empty'],
  [{ ids: [] }, '/ids', 'must have at least 1 entry'],
  [{ ids: ['a', 'b', 'c'] }, '/ids', 'must have at most 2 entries'],
  [{ ids: 'a' }, '/ids', 'must be a list'],
  [{ ids: ['a'] }, '/ids/0', 'must be a UUID'],
  [{ at: '2026-05-01' }, '/at', 'must be an instant with its offset, such as 2026-05-01T09:30:00Z'],
  [{ at: 5 }, '/at', 'must be text'],
  [{ on: '01.05.2026' }, '/on', 'must be a day such as 2026-05-01'],
  [{ on: '1800-01-01' }, '/on', 'must lie between 1900 and 2200'],
  [{ tier: 'best' }, '/tier', 'must be one of: inner, active'],
  [{ kind: 'mail' }, '/kind', 'must be call'],
  [{ minutes: -1 }, '/minutes', 'must be at least 0'],
  [{ minutes: 2000 }, '/minutes', 'must be at most 1440'],
  [{ minutes: 1.5 }, '/minutes', 'must be a whole number'],
  [{ minutes: '5' }, '/minutes', 'must be a number'],
  [{ to: 'x'.repeat(255) }, '/to', 'must have at most 254 characters'],
  [{ quotable: 'yes' }, '/quotable', 'must be true or false'],
  [{ advice: 'none' }, '/advice', 'must be an object'],
  [{ advice: {} }, '/advice/about', 'is required'],
  [{ unheardOf: 1 }, '/unheardOf', 'is not known here'],
])('%j is refused in words', async (body, pointer, detail) => {
  const answer = await post(JSON.stringify(body))
  expect(answer.statusCode).toBe(422)
  expect(answer.json()).toMatchObject({ code: 'invalid' })
  const { errors } = answer.json<{ errors: { pointer: string; detail: string }[] }>()
  expect(errors.filter((error) => error.pointer === pointer)).toEqual([{ pointer, detail }])
})

test('what is left out is asked for by name', async () => {
  const { errors } = (await post('{}', '/whole')).json<{ errors: { detail: string }[] }>()
  expect(errors.map(({ detail }) => detail)).toEqual(Array.from({ length: 10 }, () => 'is required'))
})

test('a query is refused in the same words', async () => {
  expect((await post('{}', '/?limit=0')).json()).toMatchObject({
    errors: [{ pointer: '?limit', detail: 'must be at least 1' }],
  })
  expect((await post('{}', '/?limit=many')).json()).toMatchObject({
    errors: [{ pointer: '?limit', detail: 'must be a number' }],
  })
})

test.each([
  ['{"a":', 'The body is not valid JSON.'],
  ['', 'The body is empty. Send JSON, or leave `Content-Type` out.'],
])('the body %j is refused with what is wrong with it', async (payload, detail) => {
  const answer = await post(payload)
  expect(answer.json()).toMatchObject({ status: 400, code: 'malformed', detail })
})
