import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokenSigner } from '../../src/http/auth.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { eventsOf, goodPassword, signUp } from '../support/people.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const post = (url: string, body?: unknown, as?: string) => api.call('POST', url, { body, as })
const signIn = (email: string) => post('/v1/auth/sign-in', { email, password: goodPassword })
const refresh = (refreshToken: string) => post('/v1/auth/refresh', { refreshToken })
const statusOfMe = async (token: string) => (await api.call('GET', '/v1/me', { as: token })).statusCode

describe('refreshing', () => {
  it('gives the next pair, each good once', async () => {
    const { refreshToken, practice } = await signUp(api)
    const next = await refresh(refreshToken)
    expect(next.statusCode).toBe(200)
    const pair = next.json<{ accessToken: string; refreshToken: string }>()
    expect(Object.keys(pair).toSorted()).toEqual(['accessToken', 'expiresInSeconds', 'refreshToken', 'tokenType'])
    expect(pair.refreshToken).not.toBe(refreshToken)
    expect(await statusOfMe(pair.accessToken)).toBe(200)
    expect((await refresh(pair.refreshToken)).statusCode).toBe(200)
    expect((await eventsOf(api, practice.id)).slice(-2)).toEqual(['session.refreshed', 'session.refreshed'])
  })

  it('gives one successor to fifty at once, and takes the rest for lost replies', async () => {
    const { refreshToken } = await signUp(api)
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(refreshToken)))
    const given = answers.filter((answer) => answer.statusCode === 200)
    expect(given).toHaveLength(1)
    expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(49)
    const pair = given[0]!.json<{ accessToken: string; refreshToken: string }>()
    expect(await statusOfMe(pair.accessToken)).toBe(200)
    expect((await refresh(pair.refreshToken)).statusCode).toBe(200)
  })

  it('ends the session when a token is used again later', async () => {
    const { refreshToken, accessToken, practice } = await signUp(api)
    const next = (await refresh(refreshToken)).json<{ refreshToken: string }>()
    await api.database.admin.query(
      `update refresh_tokens set used_at = used_at - interval '11 seconds' where practice_id = $1`,
      [practice.id],
    )
    const again = await refresh(refreshToken)
    expect(again.statusCode).toBe(401)
    expect(again.json()).toMatchObject({ code: 'refresh_token_refused' })
    expect((await refresh(next.refreshToken)).statusCode).toBe(401)
    expect(await statusOfMe(accessToken)).toBe(401)
    expect((await eventsOf(api, practice.id)).at(-1)).toBe('session.revoked')
  })

  it.each([
    ['idle for 14 days', 'update refresh_tokens set expires_at = now() where practice_id = $1'],
    ['90 days old', 'update sessions set expires_at = now() where practice_id = $1'],
  ])('401 for a session %s', async (_, age) => {
    const { refreshToken, practice } = await signUp(api)
    await api.database.admin.query(age, [practice.id])
    expect((await refresh(refreshToken)).statusCode).toBe(401)
  })

  it('keeps only hashes', async () => {
    const { refreshToken } = await signUp(api)
    const { rows } = await api.database.admin.query(
      `select 1 from refresh_tokens where encode(hash, 'escape') = $1 or hash::text like '%' || $1 || '%'`,
      [refreshToken],
    )
    expect(rows).toEqual([])
    expect((await refresh('made up')).statusCode).toBe(401)
  })
})

describe('signing out', () => {
  it('ends this session at once and leaves the others', async () => {
    const { accessToken, refreshToken, user } = await signUp(api)
    const other = (await signIn(user.email)).json<{ accessToken: string }>()
    expect((await post('/v1/auth/sign-out', undefined, accessToken)).statusCode).toBe(204)
    expect(await statusOfMe(accessToken)).toBe(401)
    expect((await refresh(refreshToken)).statusCode).toBe(401)
    expect(await statusOfMe(other.accessToken)).toBe(200)
  })

  it('ends all of them if asked', async () => {
    const { accessToken, user } = await signUp(api)
    const other = (await signIn(user.email)).json<{ accessToken: string }>()
    expect((await post('/v1/auth/sign-out', { everywhere: true }, accessToken)).statusCode).toBe(204)
    expect(await statusOfMe(other.accessToken)).toBe(401)
  })

  it('signs a client out', async () => {
    const owner = await signUp(api)
    const body = { name: 'Maya Lindqvist', email: 'maya@example.test', timeZone: 'Europe/Stockholm' }
    const client = (await post('/v1/clients', body, owner.accessToken)).json<{ id: string }>()
    const { rows } = await api.database.admin.query<{ id: string }>(
      `insert into sessions (practice_id, client_id, created_at, expires_at)
       values ($1, $2, now(), now() + interval '1 day') returning id`,
      [owner.practice.id, client.id],
    )
    const { signingKeys, config } = api.container
    const token = createTokenSigner(
      api.app,
      signingKeys,
      config.publicUrl,
    )({
      sub: client.id,
      sid: rows[0]!.id,
      practiceId: owner.practice.id,
      role: 'client',
      clientId: client.id,
    })
    const me = await api.call('GET', '/v1/me', { as: token })
    expect(me.json()).toMatchObject({ kind: 'client', client: { id: client.id }, user: null, memberships: [] })
    expect((await post('/v1/auth/sign-out', {}, token)).statusCode).toBe(204)
    expect(await statusOfMe(token)).toBe(401)
  })
})
