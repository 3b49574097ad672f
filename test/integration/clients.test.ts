import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'

let api: TestApi
let practice: TestPractice
const maya = { name: 'Maya Lindqvist', email: 'maya@example.test', timeZone: 'Europe/Stockholm' }

beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
})
afterAll(() => api.stop())

describe('201', () => {
  it('adds a client, coached by whoever adds them', async () => {
    const response = await api.call('POST', '/v1/clients', { as: practice.owner, body: maya })
    expect(response.json()).toMatchObject({ ...maya, status: 'active', coachId: practice.ownerId, locale: 'en' })
    expect(response.statusCode).toBe(201)
    const read = await api.call('GET', response.headers.location as string, { as: practice.owner })
    expect(read.json()).toEqual(response.json())
    expect(read.headers.etag).toBe(response.headers.etag)
  })

  it('answers a repeated request with the same key with the same bytes', async () => {
    const request = {
      as: practice.owner,
      body: { ...maya, email: 'twice@example.test' },
      headers: { 'idempotency-key': 'k-1' },
    }
    const first = await api.call('POST', '/v1/clients', request)
    const second = await api.call('POST', '/v1/clients', request)
    expect(second.body).toBe(first.body)
    expect(second.statusCode).toBe(201)
    expect(second.headers['idempotency-replayed']).toBe('true')
    expect(second.headers.etag).toBe(first.headers.etag)
  })
})

describe('200', () => {
  it('pages through everybody exactly once', async () => {
    const other = await api.practice()
    for (let n = 0; n < 7; n += 1) {
      await api.call('POST', '/v1/clients', {
        as: other.owner,
        body: { ...maya, name: `Client ${n % 3}`, email: `c${n}@example.test` },
      })
    }
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const query: string = cursor ? `?limit=2&cursor=${cursor}` : '?limit=2'
      const page = (await api.call('GET', `/v1/clients${query}`, { as: other.owner })).json() as {
        data: { id: string }[]
        nextCursor: string | null
      }
      seen.push(...page.data.map((client) => client.id))
      cursor = page.nextCursor
    } while (cursor)
    expect(seen).toHaveLength(7)
    expect(new Set(seen).size).toBe(7)
  })

  it('shows a coach only the clients entrusted to them', async () => {
    const coach = await practice.member('coach')
    const own = await api.call('POST', '/v1/clients', { as: coach.token, body: { ...maya, email: 'own@example.test' } })
    expect(own.statusCode).toBe(201)
    const list = await api.call('GET', '/v1/clients', { as: coach.token })
    expect((list.json() as { data: unknown[] }).data).toHaveLength(1)
  })

  it('changes only what the patch names, for whoever read the latest', async () => {
    const made = await api.call('POST', '/v1/clients', {
      as: practice.owner,
      body: { ...maya, email: 'patch@example.test' },
    })
    const url = made.headers.location as string
    const headers = { 'if-match': made.headers.etag as string }
    const patched = await api.call('PATCH', url, { as: practice.owner, body: { name: 'Maya L.' }, headers })
    expect(patched.json()).toMatchObject({ name: 'Maya L.', email: 'patch@example.test' })
    const stale = await api.call('PATCH', url, { as: practice.owner, body: { name: 'Maya' }, headers })
    expect(stale.statusCode).toBe(412)
  })
})

describe('refusals', () => {
  it('401 without a token', async () => {
    const response = await api.call('GET', '/v1/clients')
    expect(response.statusCode).toBe(401)
    expect(response.headers['content-type']).toContain('application/problem+json')
  })

  it('404 for another practice, as for nothing at all', async () => {
    const other = await api.practice()
    const made = await api.call('POST', '/v1/clients', { as: other.owner, body: maya })
    const { id } = made.json() as { id: string }
    const foreign = await api.call('GET', `/v1/clients/${id}`, { as: practice.owner })
    expect(foreign.statusCode).toBe(404)
  })

  it('422 names every wrong value', async () => {
    const response = await api.call('POST', '/v1/clients', {
      as: practice.owner,
      body: { ...maya, timeZone: 'Mars/Olympus', email: 'nobody', extra: 1 },
    })
    expect(response.statusCode).toBe(422)
    const { errors } = response.json() as { errors: { pointer: string }[] }
    expect(errors.map((error) => error.pointer)).toEqual(expect.arrayContaining(['/timeZone', '/email']))
  })

  it('409 for a known address, however it is written', async () => {
    const response = await api.call('POST', '/v1/clients', {
      as: practice.owner,
      body: { ...maya, email: 'MAYA@Example.test' },
    })
    expect(response.statusCode).toBe(409)
    expect(response.json()).toMatchObject({ code: 'client_email_taken' })
  })
})
