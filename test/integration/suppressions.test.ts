import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'

let api: TestApi
let practice: TestPractice
let clientId: string
beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
  const client = { name: 'Maya Lindqvist', email: 'maya@example.test', timeZone: 'UTC' }
  clientId = (await api.call('POST', '/v1/clients', { as: practice.owner, body: client })).json<{ id: string }>().id
})
afterAll(() => api.stop())

const stop = (body: object, as = practice.owner) => api.call('POST', '/v1/suppressions', { as, body })

describe('201 and 200', () => {
  it('stops an address for the practice; again, in any spelling, it is the same one', async () => {
    const first = await stop({ email: 'Ben@reader.example', scope: 'practice' })
    expect(first.statusCode).toBe(201)
    expect(first.json()).toMatchObject({ email: 'Ben@reader.example', clientId: null, reason: 'manual' })
    const again = await stop({ email: 'BEN@Reader.example', scope: 'practice', reason: 'complaint' })
    expect(again.statusCode).toBe(200)
    expect(again.json()).toEqual(first.json())
  })

  it('stops it for one client beside that', async () => {
    const response = await stop({ email: 'ben@reader.example', scope: 'client', clientId, reason: 'unsubscribed' })
    expect(response.statusCode).toBe(201)
    const list = await api.call('GET', `/v1/suppressions?clientId=${clientId}`, { as: practice.owner })
    expect(list.json()).toMatchObject({ data: [{ scope: 'client', clientId, reason: 'unsubscribed' }] })
    const found = await api.call('GET', '/v1/suppressions?email=BEN@reader.example', { as: practice.owner })
    expect(found.json<{ data: unknown[] }>().data).toHaveLength(2)
  })
})

describe('204', () => {
  it('lifts one', async () => {
    const { id } = (await stop({ email: 'ines@reader.example', scope: 'practice' })).json<{ id: string }>()
    const url = `/v1/suppressions/${id}`
    expect((await api.call('DELETE', url, { as: practice.owner })).statusCode).toBe(204)
    expect((await api.call('GET', url, { as: practice.owner })).statusCode).toBe(404)
    expect((await api.call('DELETE', url, { as: practice.owner })).statusCode).toBe(404)
  })
})

describe('refusals', () => {
  it('403 for a client', async () => {
    const session = await practice.clientSession(clientId)
    expect((await stop({ email: 'ben@reader.example', scope: 'practice' }, session)).statusCode).toBe(403)
  })

  it('404 for a client of another practice, as for nobody, and for one not entrusted to a coach', async () => {
    const other = await api.practice()
    expect((await stop({ email: 'ben@reader.example', scope: 'client', clientId }, other.owner)).statusCode).toBe(404)
    const coach = await practice.member('coach')
    expect((await stop({ email: 'karl@reader.example', scope: 'client', clientId }, coach.token)).statusCode).toBe(404)
  })

  it('404 for a suppression of another practice, whose lists show nothing of it', async () => {
    const { id } = (await stop({ email: 'omar@reader.example', scope: 'practice' })).json<{ id: string }>()
    const other = await api.practice()
    expect((await api.call('DELETE', `/v1/suppressions/${id}`, { as: other.owner })).statusCode).toBe(404)
    expect((await stop({ email: 'omar@reader.example', scope: 'practice' }, other.owner)).statusCode).toBe(201)
  })

  it.each([
    [{ email: 'ben@reader.example', scope: 'client' }, '/clientId'],
    [{ email: 'ben@reader.example', scope: 'practice', clientId: '0190a0a0-0000-7000-8000-000000000000' }, '/clientId'],
    [{ email: 'a@x.example, b@x.example', scope: 'practice' }, '/email'],
    [{ email: 'ben@reader.example', scope: 'world' }, '/scope'],
  ])('422 for %j', async (body, pointer) => {
    const response = await stop(body)
    expect(response.statusCode).toBe(422)
    expect(response.json()).toMatchObject({ errors: [{ pointer }] })
  })
})
