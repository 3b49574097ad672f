import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'

interface SignedIn {
  accessToken: string
  refreshToken: string
  user: { id: string; email: string; emailVerifiedAt: string | null }
  member: { id: string; role: string }
  practice: { id: string; name: string }
  memberships: { practiceId: string }[]
}

let api: TestApi
let people = 0
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const password = 'a lamp beside the piano'
const post = (url: string, body: unknown, as?: string) => api.call('POST', url, { body, as })

async function signUp(values: Record<string, unknown> = {}): Promise<SignedIn> {
  people += 1
  const response = await post('/v1/auth/sign-up', {
    practiceName: 'Northlight Coaching',
    name: 'Ada Brandt',
    email: `ada${people}@example.test`,
    password,
    timeZone: 'Europe/Berlin',
    ...values,
  })
  expect(response.statusCode, response.body).toBe(201)
  return response.json()
}

describe('signing up', () => {
  it('founds a practice, signs its owner in, and mails a link', async () => {
    const { accessToken, ...rest } = await signUp({ email: 'Ada@Example.test' })
    expect(rest).toMatchObject({
      tokenType: 'Bearer',
      expiresInSeconds: 900,
      user: { name: 'Ada Brandt', email: 'Ada@Example.test', emailVerifiedAt: null },
      member: { role: 'owner', name: 'Ada Brandt' },
      practice: { name: 'Northlight Coaching', timeZone: 'Europe/Berlin', sandbox: false },
      memberships: [{ practiceName: 'Northlight Coaching', role: 'owner' }],
    })
    const practice = await api.call('GET', '/v1/practice', { as: accessToken })
    expect(practice.json()).toEqual(rest.practice)
  })
})
