import { hash } from '@node-rs/argon2'
import { createPublicKey, verify } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { eventsOf, goodPassword, mailsTo, signUp } from '../support/people.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const post = (url: string, body?: unknown, as?: string) => api.call('POST', url, { body, as })
const signIn = (body: Record<string, unknown>) => post('/v1/auth/sign-in', { password: goodPassword, ...body })

describe('signing up', () => {
  it('founds a practice, signs its owner in, and mails them a link', async () => {
    const { accessToken, ...rest } = await signUp(api, { email: 'Ada@Example.test' })
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
    expect(await mailsTo(api, 'Ada@Example.test')).toMatchObject([{ kind: 'email_verification' }])
    expect(await eventsOf(api, rest.practice.id)).toEqual(['practice.founded', 'message.queued', 'session.started'])
  })

  it('409 for a known address, however it is written', async () => {
    const { user } = await signUp(api)
    const again = await post('/v1/auth/sign-up', {
      practiceName: 'Another', name: 'Bea Ortiz', email: user.email.toUpperCase(), password: goodPassword, timeZone: 'UTC',
    }) // prettier-ignore
    expect(again.statusCode).toBe(409)
    expect(again.json()).toMatchObject({ code: 'email_taken' })
  })

  it('makes one user of ten requests at once', async () => {
    const body = {
      practiceName: 'P',
      name: 'N',
      email: 'at.once@example.test',
      password: goodPassword,
      timeZone: 'UTC',
    }
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('/v1/auth/sign-up', body)))
    const statuses = answers.map((answer) => answer.statusCode)
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
    expect(statuses.filter((status) => status === 409)).toHaveLength(9)
  })

  it.each(['short', 'Password123!', 'ada.brandt', 'northlight coaching', 'x'.repeat(201)])(
    '422 for the password %s',
    async (password) => {
      const response = await post('/v1/auth/sign-up', {
        practiceName: 'Northlight Coaching', name: 'Ada', email: 'ada.brandt@example.test', password, timeZone: 'UTC',
      }) // prettier-ignore
      expect(response.statusCode).toBe(422)
      expect(response.json()).toMatchObject({ errors: [{ pointer: '/password' }] })
    },
  )

  it('makes a sandbox on request', async () => {
    const { practice } = await signUp(api, { sandbox: true })
    expect(practice.sandbox).toBe(true)
  })
})

describe('signing in', () => {
  it('takes the practice joined first, or the one named', async () => {
    const first = await signUp(api)
    const second = await post('/v1/practices', { name: 'Second', timeZone: 'UTC' }, first.accessToken)
    expect(second.statusCode).toBe(201)
    const { practice } = second.json<{ practice: { id: string } }>()
    const { email } = first.user
    expect((await signIn({ email })).json()).toMatchObject({ practice: { id: first.practice.id } })
    const named = await signIn({ email, practiceId: practice.id })
    expect(named.json()).toMatchObject({ practice: { id: practice.id, name: 'Second' }, memberships: [{}, {}] })
  })

  it('answers an unknown address, a wrong password and a practice of others alike', async () => {
    const { user } = await signUp(api)
    const other = await signUp(api)
    const answers = await Promise.all([
      signIn({ email: 'nobody@example.test' }),
      signIn({ email: user.email, password: 'not the right one' }),
      signIn({ email: user.email, practiceId: other.practice.id }),
    ])
    const bodies = answers.map((answer) => ({ ...answer.json<object>(), requestId: '' }))
    expect(answers.map((answer) => answer.statusCode)).toEqual([401, 401, 401])
    expect(bodies[0]).toMatchObject({ code: 'credentials_refused' })
    expect(bodies[1]).toEqual(bodies[0])
    expect(bodies[2]).toEqual(bodies[0])
  })

  it('renews a hash that was made more cheaply', async () => {
    const { user } = await signUp(api)
    const { admin } = api.database
    const cheap = await hash(goodPassword, { memoryCost: 1024 })
    await admin.query('update users set password_hash = $2 where id = $1', [user.id, cheap])
    expect((await signIn({ email: user.email })).statusCode).toBe(200)
    const { rows } = await admin.query('select password_hash as hash from users where id = $1', [user.id])
    expect(rows[0]).toMatchObject({ hash: expect.stringContaining('m=19456,t=2,p=1') as string })
    expect((await signIn({ email: user.email })).statusCode).toBe(200)
  })

  it('gives tokens that anybody can verify with the published keys', async () => {
    const { accessToken } = await signUp(api)
    const jwks = await api.call('GET', '/.well-known/jwks.json')
    const [header = '', payload = '', signature = ''] = accessToken.split('.')
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }
    const { keys } = jwks.json<{ keys: { kid: string }[] }>()
    const jwk = keys.find((key) => key.kid === kid)
    expect(jwk).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' })
    expect(jwk).not.toHaveProperty('d')
    const key = createPublicKey({ key: jwk as never, format: 'jwk' })
    const isOurs = verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))
    expect(isOurs).toBe(true)
  })
})

describe('guessing', () => {
  it('429 after ten wrong passwords for one account, the right one included, known or not', async () => {
    const { user } = await signUp(api)
    for (const email of [user.email, 'unknown.person@example.test']) {
      const wrong = await Promise.all(
        Array.from({ length: 12 }, () => signIn({ email, password: 'wrong wrong wrong' })),
      )
      expect(wrong.filter((answer) => answer.statusCode === 401)).toHaveLength(10)
      expect(wrong.filter((answer) => answer.statusCode === 429)).toHaveLength(2)
      const next = await signIn({ email })
      expect(next.statusCode).toBe(429)
      expect(next.json()).toMatchObject({ code: 'too_many_attempts' })
      expect(Number(next.headers['retry-after'])).toBeGreaterThan(800)
    }
  })

  it('starts again with a right password, and keeps nobody’s address', async () => {
    const { user } = await signUp(api)
    for (let round = 0; round < 3; round += 1) {
      for (let n = 0; n < 5; n += 1) await signIn({ email: user.email, password: 'wrong wrong wrong' })
      expect((await signIn({ email: user.email })).statusCode).toBe(200)
    }
    const { rows } = await api.database.admin.query<{ subject: Buffer }>('select subject from sign_in_failures')
    expect(rows.every(({ subject }) => subject.length === 32)).toBe(true)
  })

  it('429 after a hundred failures from one place, whatever the account', async () => {
    const crowded = await startTestApi()
    const attempt = (n: number) =>
      crowded.call('POST', '/v1/auth/sign-in', { body: { email: `n${n}@example.test`, password: 'wrong wrong wrong' } })
    try {
      const statuses: number[] = []
      for (let n = 0; n < 102; n += 1) statuses.push((await attempt(n)).statusCode)
      expect(statuses.filter((status) => status === 401)).toHaveLength(100)
      expect(statuses.slice(-2)).toEqual([429, 429])
    } finally {
      await crowded.stop()
    }
  })
})
