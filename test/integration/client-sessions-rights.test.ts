import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { tokenMailedTo } from '../support/people.ts'
import { landingOf, type Story, tellStory } from '../support/search-story.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

/** A client in the middle of a search who signed in as clients do. */
async function signedIn(options?: { consent?: boolean }) {
  const story = await tellStory(api, options)
  const client = await api.call('GET', `/v1/clients/${story.clientId}`, { as: story.practice.owner })
  const { email } = client.json<{ email: string }>()
  await api.call('POST', '/v1/auth/sign-in-links', { body: { email } })
  const body = { token: await tokenMailedTo(api, email, 'sign_in_link') }
  const redeemed = await api.call('POST', '/v1/auth/sign-in-links/redeem', { body })
  const { accessToken, refreshToken } = redeemed.json<{ accessToken: string; refreshToken: string }>()
  const call = (method: string, url: string, body?: unknown, headers?: Record<string, string>) =>
    api.call(method, url, { as: accessToken, body, headers })
  return { story, email, call, refreshToken, url: `/v1/clients/${story.clientId}` }
}

const land = async (story: Story): Promise<string> => {
  const options = { as: story.practice.owner, body: landingOf(story) }
  const landed = await api.call('POST', `/v1/searches/${story.searchId}/landing`, options)
  return landed.json<{ announcement: { id: string } }>().announcement.id
}

const setStatus = (clientId: string, status: string) =>
  api.database.admin.query('update clients set status = $2 where id = $1', [clientId, status])

describe('a client changes about themselves', () => {
  it('how they live and what they agree to', async () => {
    const { call, url, story } = await signedIn({ consent: false })
    const consent = { givenOn: '2026-02-03', how: 'in the app' }
    const given = await call('PATCH', url, {
      timeZone: 'Asia/Tokyo',
      locale: 'sv',
      digest: 'monthly',
      consents: { coachApprovesForMe: consent },
    })
    expect(given.json()).toMatchObject({
      timeZone: 'Asia/Tokyo',
      locale: 'sv',
      digest: 'monthly',
      consents: { coachApprovesForMe: consent },
    })
    const kept = await call('PATCH', url, { consents: {} })
    expect(kept.json()).toMatchObject({ consents: { coachApprovesForMe: consent } })
    const withdrawn = await call('PATCH', url, { consents: { coachApprovesForMe: null } })
    expect(withdrawn.json()).toMatchObject({ consents: {} })
    const { rows } = await api.database.admin.query(
      `select actor_kind, payload -> 'consents' as consents from events
        where kind = 'client.updated' and subject_id = $1 order by position`,
      [story.clientId],
    )
    expect(rows).toEqual([
      { actor_kind: 'client', consents: { coachApprovesForMe: consent } },
      { actor_kind: 'client', consents: {} },
      { actor_kind: 'client', consents: { coachApprovesForMe: null } },
    ])
  })

  it('and not how they are known', async () => {
    const { call, url } = await signedIn()
    const refused = await call('PATCH', url, { name: 'Maja', email: 'maja@example.test', digest: 'off' })
    expect(refused.statusCode).toBe(403)
    expect(refused.json()).toMatchObject({
      code: 'field_forbidden',
      errors: [{ pointer: '/name' }, { pointer: '/email' }],
    })
    expect((await call('GET', url)).json()).toMatchObject({ name: 'Maya Lindqvist', digest: null })
  })
})

it('a client approves what goes out in their name, and nobody else without their consent', async () => {
  const { story, call } = await signedIn({ consent: false })
  const id = await land(story)
  const headers = async () => ({
    'if-match': (await call('GET', `/v1/announcements/${id}`)).headers.etag as string,
  })
  const byCoach = await api.call('POST', `/v1/announcements/${id}/approve`, {
    as: story.practice.owner,
    body: {},
    headers: await headers(),
  })
  expect(byCoach.json()).toMatchObject({ status: 409, code: 'consent_missing' })
  const own = await call('POST', `/v1/announcements/${id}/approve`, {}, await headers())
  expect(own.json()).toMatchObject({ status: 'scheduled', approvedBy: { kind: 'client', id: story.clientId } })
})

describe('while suspended', () => {
  it('a client reads, logs, keeps their privacy, and finishes telling the people who helped', async () => {
    const { story, call, url } = await signedIn()
    const id = await land(story)
    await setStatus(story.clientId, 'suspended')
    expect((await call('GET', `${url}/contacts`)).statusCode).toBe(200)
    const logged = await call('POST', `${url}/interactions`, {
      type: 'call',
      direction: 'outbound',
      occurredAt: story.daysAgo(1).instant,
      contacts: [{ contactId: story.contacts.tom }],
    })
    expect(logged.statusCode, logged.body).toBe(201)
    const added = await call('POST', `${url}/contacts`, { name: 'Nils Falk' })
    expect(added.statusCode, added.body).toBe(201)
    expect((await call('PATCH', url, { consents: { coachApprovesForMe: null } })).statusCode).toBe(200)
    const { headers } = await call('GET', `/v1/announcements/${id}`)
    const approved = await call('POST', `/v1/announcements/${id}/approve`, {}, { 'if-match': headers.etag as string })
    expect(approved.statusCode, approved.body).toBe(200)
    expect((await call('POST', '/v1/auth/sign-out', {})).statusCode).toBe(204)
  })

  it('and changes nothing else', async () => {
    const { story, call, url } = await signedIn()
    await setStatus(story.clientId, 'suspended')
    for (const [method, address, body] of [
      ['PATCH', `/v1/contacts/${story.contacts.tom}`, { title: 'Chief' }],
      ['DELETE', `/v1/contacts/${story.contacts.stranger}`, undefined],
      ['PATCH', `/v1/searches/${story.searchId}`, { title: 'Another' }],
    ] as const) {
      const refused = await call(method, address, body)
      expect(refused.json(), `${method} ${address}`).toMatchObject({ status: 403, code: 'suspended' })
    }
    const { email } = (await call('GET', url)).json<{ email: string }>()
    expect((await api.call('POST', '/v1/auth/sign-in-links', { body: { email } })).statusCode).toBe(202)
    await setStatus(story.clientId, 'active')
    expect((await call('PATCH', `/v1/contacts/${story.contacts.tom}`, { title: 'Chief' })).statusCode).toBe(200)
  })
})

describe('access ends', () => {
  it('when a client is put away: sessions, links and new links', async () => {
    const { story, call, url, email, refreshToken } = await signedIn()
    await api.call('POST', '/v1/auth/sign-in-links', { body: { email } })
    const token = await tokenMailedTo(api, email, 'sign_in_link')
    expect((await api.call('POST', `${url}/archive`, { as: story.practice.owner })).statusCode).toBe(200)
    expect((await call('GET', '/v1/me')).statusCode).toBe(401)
    expect((await api.call('POST', '/v1/auth/refresh', { body: { refreshToken } })).statusCode).toBe(401)
    expect((await api.call('POST', '/v1/auth/sign-in-links/redeem', { body: { token } })).statusCode).toBe(404)
    await api.call('POST', '/v1/auth/sign-in-links', { body: { email } })
    expect(await tokenMailedTo(api, email, 'sign_in_link')).toBe(token)
    expect((await api.call('POST', `${url}/resume`, { as: story.practice.owner })).statusCode).toBe(200)
    expect((await call('GET', '/v1/me')).statusCode).toBe(401)
  })

  it('when their address changes, and not when it is only written otherwise', async () => {
    const { story, call, url, email } = await signedIn()
    const change = (to: string) => api.call('PATCH', url, { as: story.practice.owner, body: { email: to } })
    expect((await change(email.toUpperCase())).statusCode).toBe(200)
    expect((await call('GET', '/v1/me')).statusCode).toBe(200)
    expect((await change(`other-${email}`)).statusCode).toBe(200)
    expect((await call('GET', '/v1/me')).statusCode).toBe(401)
  })
})
