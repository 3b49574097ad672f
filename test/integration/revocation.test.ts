import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { goodPassword, type SignedIn, signUpVerified, tokenMailedTo } from '../support/people.ts'

/* What a token may do ends at once and everywhere: two processes, and nothing kept in either. */

let database: TestDatabase
let here: TestApi
let there: TestApi
beforeAll(async () => {
  database = await createTestDatabase()
  here = await startTestApi({}, database)
  there = await startTestApi({}, database)
})
afterAll(async () => {
  for (const { app, container } of [here, there]) await Promise.all([app.close(), container.close()])
  await database.drop()
})

const otherPassword = 'a boat without a harbour'
const signIn = async (email: string, practiceId?: string) =>
  (
    await here.call('POST', '/v1/auth/sign-in', { body: { email, password: goodPassword, practiceId } })
  ).json<SignedIn>()
/** What an access token, and a refresh token, are still good for at another process. */
const statusesOf = async ({ accessToken, refreshToken }: SignedIn) => [
  (await there.call('GET', '/v1/me', { as: accessToken })).statusCode,
  (await there.call('POST', '/v1/auth/refresh', { body: { refreshToken } })).statusCode,
]
const [good, ended] = [
  [200, 200],
  [401, 401],
]

/** Somebody who is in two practices: a coach of the first, the owner of the second. */
async function coachOf(owner: SignedIn): Promise<{ coach: SignedIn; elsewhere: SignedIn }> {
  const own = await signUpVerified(here)
  const { email } = own.user
  await here.call('POST', '/v1/invitations', { as: owner.accessToken, body: { email, role: 'coach' } })
  const token = await tokenMailedTo(here, email, 'invitation')
  const accepted = await here.call('POST', '/v1/auth/invitations/accept', { body: { token, password: goodPassword } })
  return { coach: accepted.json<SignedIn>(), elsewhere: await signIn(email, own.practice.id) }
}

describe('at once, at every process', () => {
  it('a member who is removed has no session left there, and keeps those elsewhere', async () => {
    const owner = await signUpVerified(here)
    const { coach, elsewhere } = await coachOf(owner)
    const removed = await here.call('DELETE', `/v1/members/${coach.member.id}`, { as: owner.accessToken })
    expect(removed.statusCode, removed.body).toBe(204)
    expect(await statusesOf(coach)).toEqual(ended)
    expect(await statusesOf(elsewhere)).toEqual(good)
  })

  it('another role is what the token they hold may do', async () => {
    const owner = await signUpVerified(here)
    const { coach } = await coachOf(owner)
    const invite = async () =>
      (
        await there.call('POST', '/v1/invitations', {
          as: coach.accessToken,
          body: { email: 'zoe@example.test', role: 'coach' },
        })
      ).statusCode
    const become = (role: string) =>
      here.call('PATCH', `/v1/members/${coach.member.id}`, { as: owner.accessToken, body: { role } })
    expect(await invite()).toBe(403)
    await become('owner')
    expect(await invite()).toBe(201)
    await become('assistant')
    expect(await invite()).toBe(403)
    expect((await there.call('GET', '/v1/me', { as: coach.accessToken })).json()).toMatchObject({
      member: { role: 'assistant' },
    })
  })

  it('a new password ends every other session, in every practice', async () => {
    const { coach, elsewhere } = await coachOf(await signUpVerified(here))
    const body = { password: otherPassword, currentPassword: goodPassword }
    const changed = await here.call('PATCH', '/v1/me', { as: elsewhere.accessToken, body })
    expect(changed.statusCode, changed.body).toBe(200)
    expect(await statusesOf(coach)).toEqual(ended)
    expect((await there.call('GET', '/v1/me', { as: elsewhere.accessToken })).statusCode).toBe(200)
  })

  it('a password that is set by letter ends every session, in every practice', async () => {
    const { coach, elsewhere } = await coachOf(await signUpVerified(here))
    const { email } = coach.user
    await here.call('POST', '/v1/auth/password-resets', { body: { email } })
    const token = await tokenMailedTo(here, email, 'password_reset')
    await here.call('POST', '/v1/auth/password-resets/confirm', { body: { token, password: otherPassword } })
    expect(await statusesOf(coach)).toEqual(ended)
    expect(await statusesOf(elsewhere)).toEqual(ended)
  })

  it('signing out everywhere ends every session there', async () => {
    const owner = await signUpVerified(here)
    const again = await signIn(owner.user.email)
    await here.call('POST', '/v1/auth/sign-out', { as: owner.accessToken, body: { everywhere: true } })
    expect(await statusesOf(owner)).toEqual(ended)
    expect(await statusesOf(again)).toEqual(ended)
  })

  it('a client who is put away has no session left', async () => {
    const practice = await here.practice()
    const body = { name: 'Maya Lindqvist', email: 'maya@example.test', timeZone: 'Europe/Stockholm' }
    const { id } = (await here.call('POST', '/v1/clients', { as: practice.owner, body })).json<{ id: string }>()
    const token = await practice.clientSession(id)
    expect((await there.call('GET', '/v1/me', { as: token })).statusCode).toBe(200)
    const archived = await here.call('POST', `/v1/clients/${id}/archive`, { as: practice.owner })
    expect(archived.statusCode, archived.body).toBe(200)
    expect((await there.call('GET', '/v1/me', { as: token })).statusCode).toBe(401)
  })
})
