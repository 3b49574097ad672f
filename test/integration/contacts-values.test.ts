import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'

let api: TestApi
let practice: TestPractice
let list: string
let steady: string
const nobody = '01890000-0000-7000-8000-000000000000'

beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
  list = await contactsOfNewClient('maya@example.test')
  steady = await added({ name: 'Steady' })
})
afterAll(() => api.stop())

async function contactsOfNewClient(email: string): Promise<string> {
  const body = { name: 'Maya Lindqvist', email, timeZone: 'Europe/Stockholm' }
  const response = await api.call('POST', '/v1/clients', { as: practice.owner, body })
  return `/v1/clients/${response.json<{ id: string }>().id}/contacts`
}

const add = (body: object, to = list) => api.call('POST', to, { as: practice.owner, body })

async function added(body: object, to = list): Promise<string> {
  const response = await add(body, to)
  expect(response.statusCode, response.body).toBe(201)
  return response.json<{ id: string }>().id
}

const change = (body: object) => api.call('PATCH', `/v1/contacts/${steady}`, { as: practice.owner, body })

describe('422', () => {
  const long = (length: number) => 'x'.repeat(length)
  it.each<[string, object]>([
    ['/name', { name: '  ' }],
    ['/name', { name: long(201) }],
    ['/name', { name: 'two\nlines' }],
    ['/name', { name: 'nul \u0000' }],
    ['/name', { name: 'half \ud83d' }],
    ['/email', { email: 'Ana <ana@fjord.example>' }],
    ['/email', { email: `${long(250)}@fjord.example` }],
    ['/phone', { phone: long(51) }],
    ['/company', { company: long(201) }],
    ['/title', { title: long(201) }],
    ['/profileUrl', { profileUrl: 'javascript:alert(1)' }],
    ['/profileUrl', { profileUrl: `https://people.example/${long(2048)}` }],
    ['/profileUrl', { profileUrl: 'https://people.example/\u0000' }],
    ['/profileUrl', { profileUrl: 'https://people.example/\ud83d' }],
    ['/location', { location: long(201) }],
    ['/timeZone', { timeZone: 'Mars/Olympus' }],
    ['/tier', { tier: 'best' }],
    ['/tags', { tags: Array.from({ length: 51 }, (_, n) => `tag ${n}`) }],
    ['/tags', { tags: Array.from({ length: 10_000 }, (_, n) => `tag ${n}`) }],
    ['/tags/1', { tags: ['fine', long(51)] }],
    ['/tags/0', { tags: ['half \udc00'] }],
    ['/tags', { tags: null }],
    ['/preferredChannel', { preferredChannel: 'pigeon' }],
    ['/howMet', { howMet: long(2001) }],
    ['/notes', { notes: long(10_001) }],
    ['/notes', { notes: long(1_000_000) }],
    ['/notes', { notes: 'nul \u0000' }],
    ['/thingsToRemember', { thingsToRemember: long(2001) }],
    ['/doNotContact', { doNotContact: 'yes' }],
    ['/nextFollowUpOn', { nextFollowUpOn: '2025-02-29' }],
  ])('%s refuses %j, new or changed', async (pointer, values) => {
    for (const response of [await add({ name: 'New', ...values }), await change(values)]) {
      expect(response.statusCode).toBe(422)
      const { errors } = response.json<{ errors: { pointer: string }[] }>()
      expect([...new Set(errors.map((error) => error.pointer))]).toEqual([pointer])
    }
  })

  it('takes every field at its limit', async () => {
    const wide = '\u{10ffff}'
    const response = await add({
      name: '\u{2a6d6}'.repeat(100),
      email: `${long(64)}@${[long(63), long(63), long(53)].join('.')}.example`,
      phone: long(50),
      company: wide.repeat(100),
      title: long(200),
      profileUrl: `https://people.example/${long(2025)}`,
      location: long(200),
      tags: Array.from({ length: 50 }, (_, n) => `${n}`.padStart(50, '\u0958')),
      howMet: long(2000),
      notes: wide.repeat(5000),
      thingsToRemember: long(2000),
    })
    expect(response.statusCode, response.body).toBe(201)
  })

  it('unknown fields, and those that only Cadre writes', async () => {
    for (const values of [{ nickname: 'An' }, { effort: {} }, { lastInteractionAt: '2025-01-01T00:00:00Z' }]) {
      expect((await add({ name: 'New', ...values })).statusCode).toBe(422)
      expect((await change(values)).statusCode).toBe(422)
    }
  })

  it('an introducer of another client, like one who does not exist, and a day to come', async () => {
    const foreign = await added({ name: 'Foreign' }, await contactsOfNewClient('other@example.test'))
    const introducedBy = await added({ name: 'Ida' })
    const [theirs, nobodys] = await Promise.all([
      add({ name: 'New', introducedBy: foreign }),
      add({ name: 'New', introducedBy: nobody }),
    ])
    const known = {
      code: 'invalid',
      errors: [{ pointer: '/introducedBy', detail: 'must name a contact of this client' }],
    }
    expect([theirs.json(), nobodys.json()]).toMatchObject([known, known])
    for (const body of [{ introducedBy, introducedOn: '2199-01-01' }, { introducedOn: '2020-01-01' }]) {
      const response = await add({ name: 'Never made', ...body })
      expect(response.json()).toMatchObject({ status: 422, errors: [{ pointer: '/introducedOn' }] })
    }
    const found = await api.call('GET', `${list}?limit=100`, { as: practice.owner })
    expect(found.body).not.toContain('Never made')
  })
})
