import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { eventsOf, goodPassword, mailsTo, signUp, tokenMailedTo } from '../support/people.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const otherPassword = 'a boat without a harbour'
const post = (url: string, body?: unknown, as?: string) => api.call('POST', url, { body, as })
const signIn = (email: string, password = goodPassword) => post('/v1/auth/sign-in', { email, password })
const me = async (as: string) => await api.call('GET', '/v1/me', { as })
const confirm = (token: string) => post('/v1/auth/email-verifications/confirm', { token })
const askForReset = (email: string) => post('/v1/auth/password-resets', { email })
const reset = (token: string, password = otherPassword) => post('/v1/auth/password-resets/confirm', { token, password })
const expire = (email: string) =>
  api.database.admin.query(
    `update access_handles h set expires_at = now() from users u where u.id = h.user_id and u.email = $1`,
    [email],
  )

describe('confirming an address', () => {
  it('works once, of fifty at once', async () => {
    const { accessToken, user, practice } = await signUp(api)
    const token = await tokenMailedTo(api, user.email, 'email_verification')
    const answers = await Promise.all(Array.from({ length: 50 }, () => confirm(token)))
    expect(answers.filter((answer) => answer.statusCode === 204)).toHaveLength(1)
    expect(answers.filter((answer) => answer.statusCode === 404)).toHaveLength(49)
    expect((await me(accessToken)).json()).toMatchObject({ user: { emailVerifiedAt: expect.any(String) as string } })
    expect((await eventsOf(api, practice.id)).at(-1)).toBe('user.email_verified')
  })

  it('takes the newest link only, and not for long', async () => {
    const { accessToken, user } = await signUp(api)
    const first = await tokenMailedTo(api, user.email, 'email_verification')
    expect((await post('/v1/auth/email-verifications', undefined, accessToken)).statusCode).toBe(202)
    expect((await confirm(first)).statusCode).toBe(404)
    const second = await tokenMailedTo(api, user.email, 'email_verification')
    await expire(user.email)
    const late = await confirm(second)
    expect(late.statusCode).toBe(404)
    expect(late.json()).toMatchObject({ code: 'link_refused' })
  })

  it('sends five an hour, and none to somebody who has confirmed', async () => {
    const { accessToken, user } = await signUp(api)
    const again = async () => (await post('/v1/auth/email-verifications', undefined, accessToken)).statusCode
    const statuses: number[] = []
    for (let n = 0; n < 6; n += 1) statuses.push(await again())
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429])
    await confirm(await tokenMailedTo(api, user.email, 'email_verification'))
    expect(await again()).toBe(409)
  })

  it('keeps no token but in the mail on its way', async () => {
    const { user } = await signUp(api)
    const token = await tokenMailedTo(api, user.email, 'email_verification')
    expect((await mailsTo(api, user.email))[0]).toMatchObject({ secret: token })
    const { rows } = await api.database.admin.query(
      `select 1 from access_handles h where h::text like '%' || $1 || '%'
       union all select 1 from events e where e::text like '%' || $1 || '%'`,
      [token],
    )
    expect(rows).toEqual([])
  })
})

describe('resetting a password', () => {
  it('answers alike whether anybody has the address, and mails only them', async () => {
    const { user } = await signUp(api)
    const [known, unknown] = await Promise.all([askForReset(user.email), askForReset('nobody.here@example.test')])
    expect([known.statusCode, unknown.statusCode]).toEqual([202, 202])
    expect(known.body).toBe(unknown.body)
    expect((await mailsTo(api, user.email)).map(({ kind }) => kind)).toContain('password_reset')
    expect(await mailsTo(api, 'nobody.here@example.test')).toEqual([])
  })

  it('sets the password, ends every session everywhere, and works once', async () => {
    const { accessToken, user } = await signUp(api)
    const second = (await post('/v1/practices', { name: 'Second', timeZone: 'UTC' }, accessToken)).json<{
      accessToken: string
    }>()
    await askForReset(user.email)
    const token = await tokenMailedTo(api, user.email, 'password_reset')
    expect((await reset(token, 'Password123!')).statusCode).toBe(422)
    expect((await reset(token)).statusCode).toBe(204)
    expect((await reset(token)).statusCode).toBe(404)
    expect((await me(accessToken)).statusCode).toBe(401)
    expect((await me(second.accessToken)).statusCode).toBe(401)
    expect((await signIn(user.email)).statusCode).toBe(401)
    const signedIn = await signIn(user.email, otherPassword)
    expect(signedIn.json()).toMatchObject({ user: { emailVerifiedAt: expect.any(String) as string } })
  })

  it('mails five an hour at most, and does not say so', async () => {
    const { user } = await signUp(api)
    const answers = await Promise.all(Array.from({ length: 8 }, () => askForReset(user.email)))
    expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([202]))
    const resets = (await mailsTo(api, user.email)).filter(({ kind }) => kind === 'password_reset')
    expect(resets).toHaveLength(5)
  })

  it('leads to the practice’s app for a user of one practice, to our own page for others', async () => {
    const { accessToken, user } = await signUp(api)
    const memberAppUrl = 'https://app.northlight.example/members/'
    await api.call('PATCH', '/v1/practice', { as: accessToken, body: { memberAppUrl } })
    const newest = async () => {
      await askForReset(user.email)
      return (await mailsTo(api, user.email)).find(({ kind }) => kind === 'password_reset')!.text
    }
    expect(await newest()).toContain('https://app.northlight.example/members/reset-password?token=')
    await post('/v1/practices', { name: 'Second', timeZone: 'UTC' }, accessToken)
    expect(await newest()).toContain('http://cadre.test/l/')
  })

  it.each<Record<string, string>>([{ host: 'evil.test' }, { 'x-forwarded-host': 'evil.test' }])(
    'never builds a link from %o',
    async (headers) => {
      const { user } = await signUp(api)
      await api.call('POST', '/v1/auth/password-resets', { body: { email: user.email }, headers })
      const letters = await mailsTo(api, user.email)
      expect(letters[0]!.text).toContain('http://cadre.test/l/')
      expect(JSON.stringify(letters)).not.toContain('evil.test')
    },
  )
})

describe('the pages of our own', () => {
  const submit = (token: string, fields: Record<string, string> = {}) =>
    api.app.inject({
      method: 'POST',
      url: `/l/${token}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ ...fields, do: 'act' }).toString(),
    })

  it('show what a link is for and change nothing, however often they are read', async () => {
    const { accessToken, user } = await signUp(api)
    const token = await tokenMailedTo(api, user.email, 'email_verification')
    for (let n = 0; n < 20; n += 1) await api.call('HEAD', `/l/${token}`)
    const page = await api.call('GET', `/l/${token}`)
    expect(page.statusCode).toBe(200)
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'") as string,
      'x-content-type-options': 'nosniff',
    })
    expect(page.body).toContain('<form method="post">')
    expect(page.body).not.toContain('<script')
    expect((await me(accessToken)).json()).toMatchObject({ user: { emailVerifiedAt: null } })
    const done = await submit(token)
    expect(done.statusCode).toBe(200)
    expect(done.body).toContain('Your e-mail address is confirmed')
    expect((await me(accessToken)).json()).toMatchObject({ user: { emailVerifiedAt: expect.any(String) as string } })
    expect((await submit(token)).statusCode).toBe(404)
  })

  it('take a new password, and say what is wrong with a bad one', async () => {
    const { user } = await signUp(api)
    await askForReset(user.email)
    const token = await tokenMailedTo(api, user.email, 'password_reset')
    const short = await submit(token, { password: 'short' })
    expect(short.statusCode).toBe(422)
    expect(short.body).toContain('“A new password” must have at least 10 characters.')
    const missing = await submit(token)
    expect(missing.body).toContain('“A new password” is needed.')
    expect((await submit(token, { password: otherPassword })).statusCode).toBe(200)
    expect((await signIn(user.email, otherPassword)).statusCode).toBe(200)
  })

  it('say that a link is no longer good, to any address and nonsense', async () => {
    for (const token of ['nothing', '%00', '<script>alert(1)</script>', 'x'.repeat(150)]) {
      const page = await api.call('GET', `/l/${encodeURIComponent(token)}`)
      expect(page.statusCode).toBe(404)
      expect(page.headers['content-type']).toContain('text/html')
      expect(page.body).not.toContain('<script>')
    }
  })

  it('are the only place that reads forms', async () => {
    const response = await api.app.inject({
      method: 'POST',
      url: '/v1/auth/sign-in',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'email=a%40example.test&password=whatever',
    })
    expect(response.statusCode).toBe(415)
  })
})
