import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { goodPassword, signUp } from '../support/people.ts'

/*
 * Whether somebody is known is not told by what is answered. (Signing up tells, and must: whoever signs up is signed in
 * at once. How often one address may find out is limited.)
 */

const each = 20
const places = { known: '203.0.113', unknown: '198.51.100' }

let api: TestApi
let practice: TestPractice
let addresses: { known: string[]; unknown: string[] }
beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
  const known = []
  for (let n = 0; n < each; n += 1) {
    const { user } = await signUp(api)
    await makeClient(`client.${n}@example.test`)
    known.push(user.email)
  }
  addresses = { known, unknown: known.map((_, n) => `nobody.${n}@example.test`) }
})
afterAll(() => api.stop())

const makeClient = (email: string) =>
  api.call('POST', '/v1/clients', {
    as: practice.owner,
    body: { name: 'Maya Lindqvist', email, timeZone: 'Europe/Stockholm' },
  })

type Ask = (email: string, remoteAddress: string) => Promise<LightMyRequestResponse>
const post =
  (url: string, body: (email: string) => object, as?: () => string): Ask =>
  (email, remoteAddress) =>
    api.app.inject({
      method: 'POST',
      url,
      remoteAddress,
      payload: body(email),
      ...(as ? { headers: { authorization: `Bearer ${as()}` } } : {}),
    })

/** What an answer says, but for what differs between any two: ids, instants, counts, and the address that was asked about. */
function said({ statusCode, headers, body }: LightMyRequestResponse, email: string): string {
  const { ratelimit: _count, date: _date, etag, location, 'content-length': _length, ...rest } = headers
  const words = body
    .replaceAll(email, '…')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'instant')
  return JSON.stringify([statusCode, Object.entries(rest).toSorted(), [etag, location].map(Boolean), words])
}

it.each<[what: string, status: number, ask: Ask]>([
  ['signing in', 401, post('/v1/auth/sign-in', (email) => ({ email, password: 'a wrong lamp indeed' }))],
  [
    'signing in to another practice',
    401,
    post('/v1/auth/sign-in', (email) => ({ email, password: goodPassword, practiceId: practice.practiceId })),
  ],
  ['asking for a new password', 202, post('/v1/auth/password-resets', (email) => ({ email }))],
  [
    'asking for a sign-in link',
    202,
    post('/v1/auth/sign-in-links', (email) => ({ email: email.replace('ada', 'client') })),
  ],
  [
    'asking for a sign-in link to one practice',
    202,
    post('/v1/auth/sign-in-links', (email) => ({
      email: email.replace('ada', 'client'),
      practiceId: practice.practiceId,
    })),
  ],
  [
    'inviting somebody',
    201,
    post(
      '/v1/invitations',
      (email) => ({ email, role: 'coach' }),
      () => practice.owner,
    ),
  ],
])('%s is answered alike, known or not', async (_what, status, ask) => {
  const answers = await Promise.all(
    (['known', 'unknown'] as const).map((kind) =>
      Promise.all(
        addresses[kind].map(async (email, n) => {
          const answer = await ask(email, `${places[kind]}.${n}`)
          expect(answer.statusCode, answer.body).toBe(status)
          return said(answer, email)
        }),
      ),
    ),
  )
  expect(new Set(answers.flat()).size).toBe(1)
})

it('whoever signs up finds out, but not often', async () => {
  const { user } = await signUp(api)
  const body = { practiceName: 'P', name: 'N', email: user.email, password: goodPassword, timeZone: 'UTC' }
  const ask = () =>
    api.app.inject({ method: 'POST', url: '/v1/auth/sign-up', remoteAddress: '192.0.2.1', payload: body })
  const answers = await Promise.all(Array.from({ length: 110 }, ask))
  const statuses = answers.map(({ statusCode }) => statusCode)
  expect(statuses.filter((status) => status === 409)).toHaveLength(100)
  expect(statuses.filter((status) => status === 429)).toHaveLength(10)
})
