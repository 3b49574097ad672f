import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { eventsOf, goodPassword, signUp, tokenMailedTo } from '../support/people.ts'

let api: TestApi
let practice: TestPractice
beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
})
afterAll(() => api.stop())

const otherPassword = 'a boat without a harbour'
const signIn = (email: string, password = goodPassword) =>
  api.call('POST', '/v1/auth/sign-in', { body: { email, password } })

describe('the practice', () => {
  it('is read by everybody in it and changed by owners', async () => {
    const { token } = await practice.member('assistant')
    const read = await api.call('GET', '/v1/practice', { as: token })
    expect(read.json()).toMatchObject({ name: 'Northlight Coaching', allowedOrigins: [], memberAppUrl: null })
    const body = {
      name: 'Southlight',
      allowedOrigins: ['https://app.example.org'],
      clientAppUrl: 'https://app.example.org/c/',
    }
    expect((await api.call('PATCH', '/v1/practice', { as: token, body })).statusCode).toBe(403)
    const headers = { 'if-match': read.headers.etag as string }
    const patched = await api.call('PATCH', '/v1/practice', { as: practice.owner, body, headers })
    expect(patched.json()).toMatchObject({ ...body, clientAppUrl: 'https://app.example.org/c' })
    expect((await api.call('PATCH', '/v1/practice', { as: practice.owner, body, headers })).statusCode).toBe(412)
    const cleared = await api.call('PATCH', '/v1/practice', { as: practice.owner, body: { clientAppUrl: null } })
    expect(cleared.json()).toMatchObject({ clientAppUrl: null, name: 'Southlight' })
    expect((await eventsOf(api, practice.practiceId)).filter((kind) => kind === 'practice.updated')).toHaveLength(2)
  })

  it.each([
    [{ allowedOrigins: ['https://app.example.org/path'] }, '/allowedOrigins/0'],
    [{ memberAppUrl: 'javascript:alert(1)' }, '/memberAppUrl'],
    [{ memberAppUrl: 'https://app.example.org/?x=1' }, '/memberAppUrl'],
    [{ timeZone: '+02:00' }, '/timeZone'],
    [{ name: null }, '/name'],
    [{ sandbox: true }, '/sandbox'],
  ])('422 for %o', async (body, pointer) => {
    const response = await api.call('PATCH', '/v1/practice', { as: practice.owner, body })
    expect(response.statusCode).toBe(422)
    expect(response.json()).toMatchObject({ errors: [{ pointer }] })
  })

  it('is founded again by the same person, replayed without its secrets', async () => {
    const { accessToken, practice: first } = await signUp(api)
    const headers = { 'idempotency-key': 'second' }
    const body = { name: 'Second', timeZone: 'UTC', sandbox: true }
    const made = await api.call('POST', '/v1/practices', { as: accessToken, body, headers })
    const there = made.json<{ accessToken: string; practice: { id: string } }>()
    expect(made.json()).toMatchObject({ practice: { name: 'Second', sandbox: true }, member: { role: 'owner' } })
    const again = await api.call('POST', '/v1/practices', { as: accessToken, body, headers })
    expect(again.json()).toMatchObject({ practice: { id: there.practice.id }, accessToken: null, refreshToken: null })
    const here = await api.call('GET', '/v1/practice', { as: accessToken })
    expect(here.json()).toMatchObject({ id: first.id })
    const me = await api.call('GET', '/v1/me', { as: there.accessToken })
    expect(me.json()).toMatchObject({ practice: { id: there.practice.id }, memberships: [{}, { sandbox: true }] })
    expect(await eventsOf(api, there.practice.id)).toEqual(['practice.founded', 'session.started'])
  })
})

describe('me', () => {
  const patch = (as: string, body: unknown) => api.call('PATCH', '/v1/me', { as, body })

  it('changes a name', async () => {
    const { accessToken } = await signUp(api)
    const renamed = await patch(accessToken, { name: 'Ada B. Brandt' })
    expect(renamed.json()).toMatchObject({ user: { name: 'Ada B. Brandt' }, member: { name: 'Ada B. Brandt' } })
  })

  it('changes the address with the password, to be confirmed again by the new one only', async () => {
    const { accessToken, user } = await signUp(api)
    const old = await tokenMailedTo(api, user.email, 'email_verification')
    const email = 'new.address@example.test'
    for (const body of [{ email }, { email, currentPassword: 'not the right one' }]) {
      const refused = await patch(accessToken, body)
      expect(refused.statusCode).toBe(422)
      expect(refused.json()).toMatchObject({ errors: [{ pointer: '/currentPassword' }] })
    }
    const changed = await patch(accessToken, { email, currentPassword: goodPassword })
    expect(changed.json()).toMatchObject({ user: { email, emailVerifiedAt: null } })
    const confirm = (token: string) => api.call('POST', '/v1/auth/email-verifications/confirm', { body: { token } })
    expect((await confirm(old)).statusCode).toBe(404)
    expect((await confirm(await tokenMailedTo(api, email, 'email_verification'))).statusCode).toBe(204)
    expect((await signIn(user.email)).statusCode).toBe(401)
    expect((await signIn(email)).statusCode).toBe(200)
  })

  it('409 for the address of somebody else', async () => {
    const { accessToken } = await signUp(api)
    const { user } = await signUp(api)
    const taken = await patch(accessToken, { email: user.email, currentPassword: goodPassword })
    expect(taken.statusCode).toBe(409)
    expect(taken.json()).toMatchObject({ code: 'email_taken' })
  })

  it('changes the password and ends the other sessions', async () => {
    const { accessToken, user } = await signUp(api)
    const other = (await signIn(user.email)).json<{ accessToken: string }>()
    const weak = await patch(accessToken, { password: '1234567890', currentPassword: goodPassword })
    expect(weak.json()).toMatchObject({ errors: [{ pointer: '/password' }] })
    expect((await patch(accessToken, { password: otherPassword, currentPassword: goodPassword })).statusCode).toBe(200)
    expect((await api.call('GET', '/v1/me', { as: accessToken })).statusCode).toBe(200)
    expect((await api.call('GET', '/v1/me', { as: other.accessToken })).statusCode).toBe(401)
    expect((await signIn(user.email, otherPassword)).statusCode).toBe(200)
  })

  it('counts wrong present passwords as guesses', async () => {
    const { accessToken } = await signUp(api)
    const body = { password: otherPassword, currentPassword: 'not the right one' }
    const statuses: number[] = []
    for (let n = 0; n < 11; n += 1) statuses.push((await patch(accessToken, body)).statusCode)
    expect(statuses).toEqual([...Array<number>(10).fill(422), 429])
  })
})
