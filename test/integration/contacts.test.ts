import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { eventsOf } from '../support/people.ts'

interface Contact {
  id: string
  name: string
  tags: string[]
}

const everything = {
  name: 'Ana Berg',
  email: 'Ana@Fjord.example',
  phone: '+47 22 00 00 00',
  company: 'Fjord Energy',
  title: 'Head of Grid',
  profileUrl: 'https://people.example/ana-berg',
  location: 'Oslo',
  timeZone: 'Europe/Oslo',
  tier: 'inner',
  tags: ['board', 'energy'],
  preferredChannel: 'call',
  howMet: 'At a conference in Bergen.',
  notes: 'Plays the cello.\nLikes short letters.',
  thingsToRemember: 'Daughter starts college.',
  doNotContact: true,
  nextFollowUpOn: '2030-02-01',
}

let api: TestApi
let practice: TestPractice
let clientId: string
let list: string

beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
  clientId = await addClient(practice, 'maya@example.test')
  list = `/v1/clients/${clientId}/contacts`
})
afterAll(() => api.stop())

async function addClient(of: TestPractice, email: string): Promise<string> {
  const body = { name: 'Maya Lindqvist', email, timeZone: 'Europe/Stockholm' }
  return (await api.call('POST', '/v1/clients', { as: of.owner, body })).json<{ id: string }>().id
}

const add = (body: object, as = practice.owner, to = list) => api.call('POST', to, { as, body })

async function added(body: object): Promise<Contact> {
  const response = await add(body)
  expect(response.statusCode, response.body).toBe(201)
  return response.json<Contact>()
}

const change = (id: string, body: object, headers = {}) =>
  api.call('PATCH', `/v1/contacts/${id}`, { as: practice.owner, body, headers })

describe('201', () => {
  it('keeps every field, and reads back what it answered', async () => {
    const response = await add(everything)
    expect(response.statusCode).toBe(201)
    const none = { interactions: 0, calls: 0, emails: 0, meetings: 0, minutes: 0 }
    expect(response.json()).toMatchObject({
      ...everything,
      // Whoever asked to be left alone is not followed up.
      nextFollowUpOn: null,
      clientId,
      effort: none,
      firstInteractionAt: null,
      lastInteractionAt: null,
      primaryIntroducer: null,
    })
    const read = await api.call('GET', response.headers.location as string, { as: practice.owner })
    expect(read.body).toBe(response.body)
    expect(read.headers.etag).toBe(response.headers.etag)
  })

  it('needs a name only', async () => {
    expect(await added({ name: 'Bo' })).toMatchObject({ tier: 'extended', tags: [], doNotContact: false, email: null })
  })

  it('keeps each tag once, in the order and spelling of its first mention', async () => {
    expect((await added({ name: 'Tagged', tags: ['Board', 'Oslo', 'BOARD', ' oslo '] })).tags).toEqual([
      'Board',
      'Oslo',
    ])
  })

  it('records who introduced them, in the same step', async () => {
    const before = (await eventsOf(api, practice.practiceId)).length
    const introducer = await added({ name: 'Ida' })
    const contact = await added({ name: 'Jon', introducedBy: introducer.id.toUpperCase(), introducedOn: '2024-05-01' })
    expect(contact).toMatchObject({ primaryIntroducer: { contactId: introducer.id, name: 'Ida' } })
    const events = (await eventsOf(api, practice.practiceId)).slice(before)
    expect(events).toEqual(['contact.created', 'contact.created', 'introduction.created'])
  })

  it('takes the same address for another client', async () => {
    const other = await addClient(practice, 'second@example.test')
    const body = { name: 'Ana', email: 'twoclients@fjord.example' }
    expect((await add(body)).statusCode).toBe(201)
    expect((await add(body, practice.owner, `/v1/clients/${other}/contacts`)).statusCode).toBe(201)
  })

  it('lets a client write their own network', async () => {
    const session = await practice.clientSession(clientId)
    const response = await add({ name: 'Met on a train' }, session)
    expect(response.statusCode).toBe(201)
    const read = await api.call('GET', response.headers.location as string, { as: session })
    expect(read.statusCode).toBe(200)
  })
})

describe('200', () => {
  it('changes what the patch names, and clears what it nulls', async () => {
    const { id } = await added({ ...everything, email: 'patch@fjord.example' })
    const cleared = Object.fromEntries(
      ['email', 'phone', 'company', 'title', 'profileUrl', 'location', 'timeZone', 'preferredChannel', 'howMet']
        .concat('notes', 'thingsToRemember', 'nextFollowUpOn')
        .map((field) => [field, null]),
    )
    const patched = await change(id, { ...cleared, name: 'Ana B.', tags: ['Cello', 'cello'] })
    expect(patched.json()).toMatchObject({ ...cleared, name: 'Ana B.', tags: ['Cello'], tier: 'inner' })
    const again = await change(id, { tier: 'active' })
    expect(again.json()).toMatchObject({ name: 'Ana B.', tags: ['Cello'], tier: 'active' })
  })

  it('keeps its own address in another spelling', async () => {
    const { id } = await added({ name: 'Own', email: 'own@fjord.example' })
    expect((await change(id, { email: 'OWN@fjord.example' })).json()).toMatchObject({ email: 'OWN@fjord.example' })
  })

  it('frees a cleared address', async () => {
    const { id } = await added({ name: 'Free', email: 'free@fjord.example' })
    await change(id, { email: null })
    expect((await add({ name: 'Taker', email: 'free@fjord.example' })).statusCode).toBe(201)
  })
})

describe('204', () => {
  it('deletes somebody without a history, tags and all', async () => {
    const { id } = await added({ name: 'Typo', tags: ['mistake'] })
    expect((await api.call('DELETE', `/v1/contacts/${id}`, { as: practice.owner })).statusCode).toBe(204)
    expect((await api.call('DELETE', `/v1/contacts/${id}`, { as: practice.owner })).statusCode).toBe(404)
  })
})

describe('401 and 404', () => {
  it('401 without a token', async () => {
    expect((await api.call('GET', list)).statusCode).toBe(401)
  })

  it.each(['another practice', 'another client', 'a coach without access'])(
    '404 for %s, on every route',
    async (who) => {
      const { id } = await added({ name: 'Hidden' })
      const strangers: Record<string, () => Promise<string>> = {
        'another practice': async () => (await api.practice()).owner,
        'another client': async () => practice.clientSession(await addClient(practice, 'stranger@example.test')),
        'a coach without access': async () => (await practice.member('coach')).token,
      }
      const as = await strangers[who]!()
      for (const [method, url, body] of [
        ['GET', list],
        ['POST', list, { name: 'Intruder' }],
        ['GET', `/v1/contacts/${id}`],
        ['PATCH', `/v1/contacts/${id}`, { name: 'Intruder' }],
        ['DELETE', `/v1/contacts/${id}`],
      ] as const) {
        const response = await api.call(method, url, { as, body })
        expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([404, 'not_found'])
      }
      const read = await api.call('GET', `/v1/contacts/${id}`, { as: practice.owner })
      expect(read.json()).toMatchObject({ name: 'Hidden' })
    },
  )
})

describe('409 for an address that is taken', () => {
  const taken = (existingContactId: string) => ({ code: 'contact_email_taken', existingContactId })

  it('names the contact who has it, however it is written', async () => {
    const { id } = await added({ name: 'First', email: 'first@fjord.example' })
    const response = await add({ name: 'Second', email: 'FIRST@Fjord.Example' })
    expect(response.statusCode).toBe(409)
    expect(response.json()).toMatchObject({ ...taken(id), detail: "It is First's." })
    const other = await added({ name: 'Third' })
    const patched = await change(other.id, { email: 'First@fjord.example', name: 'Changed' })
    expect(patched.statusCode).toBe(409)
    expect(patched.json()).toMatchObject(taken(id))
    const read = await api.call('GET', `/v1/contacts/${other.id}`, { as: practice.owner })
    expect(read.json()).toMatchObject({ name: 'Third', email: null })
  })

  it('to all but one of those who add it at once', async () => {
    const responses = await Promise.all(
      Array.from({ length: 6 }, (_, n) => add({ name: `Racer ${n}`, email: 'race@fjord.example' })),
    )
    const winner = responses.find((response) => response.statusCode === 201)!.json<Contact>()
    const others = responses.filter((response) => response.statusCode !== 201)
    expect(others).toHaveLength(5)
    for (const response of others) expect(response.json()).toMatchObject(taken(winner.id))
  })

  it('to all but one of those who change to it at once', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, (_, n) => added({ name: `Racer ${n}` })))
    const responses = await Promise.all(people.map(({ id }) => change(id, { email: 'patchrace@fjord.example' })))
    const winner = responses.find((response) => response.statusCode === 200)!.json<Contact>()
    const others = responses.filter((response) => response.statusCode !== 200)
    expect(others).toHaveLength(5)
    for (const response of others) expect(response.json()).toMatchObject(taken(winner.id))
  })
})

describe('409 for somebody with a history', () => {
  const deleting = (id: string) => api.call('DELETE', `/v1/contacts/${id}`, { as: practice.owner })

  it('an introduction, on either side', async () => {
    const ida = await added({ name: 'Ida' })
    const jon = await added({ name: 'Jon', introducedBy: ida.id })
    for (const { id } of [ida, jon]) {
      const response = await deleting(id)
      expect(response.json()).toMatchObject({ status: 409, code: 'has_history' })
      expect(response.json<{ detail: string }>().detail).toContain('doNotContact')
    }
  })

  it('an interaction', async () => {
    const { id } = await added({ name: 'Talked with' })
    await api.database.admin.query(
      `with i as (insert into interactions (practice_id, client_id, type, occurred_at, created_at, updated_at)
                  values ($1, $2, 'call', now(), now(), now()) returning id)
       insert into interaction_contacts (practice_id, client_id, interaction_id, contact_id, position)
       select $1, $2, i.id, $3, 0 from i`,
      [practice.practiceId, clientId, id],
    )
    expect((await deleting(id)).statusCode).toBe(409)
  })
})

describe('412', () => {
  it('for a version that is no longer there', async () => {
    const made = await add({ name: 'Versioned' })
    const { id } = made.json<Contact>()
    const headers = { 'if-match': made.headers.etag as string }
    expect((await change(id, { name: 'Second' }, headers)).statusCode).toBe(200)
    expect((await change(id, { name: 'Third' }, headers)).statusCode).toBe(412)
    const removed = await api.call('DELETE', `/v1/contacts/${id}`, { as: practice.owner, headers })
    expect(removed.statusCode).toBe(412)
  })
})
