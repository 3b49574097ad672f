import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { eventsOf } from '../support/people.ts'
import { callWith, type Made, type Network, pointersOf, startNetwork } from '../support/network.ts'

let api: TestApi
let network: Network
let tom: string
let ines: string
let karl: string
let url: string

beforeAll(async () => {
  api = await startTestApi()
  network = await startNetwork(api)
  ;[tom, ines, karl] = network.contactIds
  url = `/v1/clients/${network.clientId}/interactions`
})
afterAll(() => api.stop())

const nobody = '0197f3a0-0000-7000-8000-000000000000'

describe('201', () => {
  it('logs who was there and what each advised', async () => {
    const advice = {
      about: 'lead with turnaround results',
      helped: 'say what I do',
      words: 'Say it first.',
      quotable: true,
    }
    const body = {
      ...callWith(),
      type: 'meeting',
      direction: 'mutual',
      minutes: 90,
      summary: 'Lunch.',
      outcome: 'Ines writes to Karl.',
      contacts: [{ contactId: karl, advice }, { contactId: tom, advice: { about: 'call Karl' } }, { contactId: ines }],
    }
    const response = await network.call('POST', url, body)
    expect(response.statusCode, response.body).toBe(201)
    expect(response.json()).toMatchObject({
      ...body,
      contacts: [
        { contactId: karl, name: 'Karl Nowak', advice },
        {
          contactId: tom,
          name: 'Tom Berg',
          advice: { about: 'call Karl', helped: null, words: null, quotable: false },
        },
        { contactId: ines, name: 'Ines Ferro', advice: null },
      ],
      searchId: null,
      opportunityId: null,
    })
    expect(await network.read(response.headers.location as string)).toEqual(response.json())
  })

  it('credits everybody in a meeting with all of its minutes', async () => {
    const other = await startNetwork(api)
    const [first, second] = other.contactIds
    await other.make(`/v1/clients/${other.clientId}/interactions`, {
      ...callWith(first, second),
      type: 'meeting',
      minutes: 90,
    })
    for (const id of [first, second]) {
      expect(await other.read(`/v1/contacts/${id}`)).toMatchObject({
        effort: { interactions: 1, meetings: 1, calls: 0, minutes: 90 },
        firstInteractionAt: '2024-03-01T09:00:00.000Z',
        lastInteractionAt: '2024-03-01T09:00:00.000Z',
      })
    }
  })

  it('takes the search of the opportunity it was about', async () => {
    const other = await startNetwork(api)
    const search = await other.make(`/v1/clients/${other.clientId}/searches`, { startedOn: '2024-06-01' })
    const job = { company: 'Helio Works', role: 'Head of Operations', source: 'other' }
    const opportunity = await other.make(`/v1/searches/${search.id}/opportunities`, job)
    const logged = await other.make(`/v1/clients/${other.clientId}/interactions`, {
      ...callWith(other.contactIds[0]),
      opportunityId: opportunity.id,
    })
    expect(logged).toMatchObject({ searchId: search.id, opportunityId: opportunity.id })
    const refused = await other.call('PATCH', `/v1/interactions/${logged.id}`, { searchId: null })
    expect(pointersOf(refused)).toEqual(['/searchId'])
  })

  it('is for the client, their coach and assistants', async () => {
    const coach = await network.practice.member('coach')
    const email = 'coached@example.test'
    const client = await api.call('POST', '/v1/clients', {
      as: coach.token,
      body: { name: 'Noor Haddad', email, timeZone: 'Europe/Paris' },
    })
    const { id } = client.json() as Made
    const contact = await network.make(`/v1/clients/${id}/contacts`, { name: 'Ada Brandt' })
    const session = await network.practice.clientSession(id)
    for (const as of [coach.token, session, (await network.practice.member('assistant')).token]) {
      const response = await network.call('POST', `/v1/clients/${id}/interactions`, callWith(contact.id), as)
      expect(response.statusCode).toBe(201)
    }
  })

  it('forgives clocks that run a minute ahead', async () => {
    const occurredAt = new Date(Date.now() + 30_000).toISOString()
    expect((await network.call('POST', url, { ...callWith(tom), occurredAt })).statusCode).toBe(201)
  })

  it('loses no count when many log the same people at once', async () => {
    const other = await startNetwork(api)
    const [first, second, third] = other.contactIds
    const orders = [
      [first, second, third],
      [third, first, second],
      [second, third, first],
    ]
    const bodies = Array.from({ length: 12 }, (_, n) => ({ ...callWith(...orders[n % 3]!), minutes: 10 }))
    const responses = await Promise.all(
      bodies.map((body) => other.call('POST', `/v1/clients/${other.clientId}/interactions`, body)),
    )
    expect(responses.map((response) => response.statusCode)).toEqual(bodies.map(() => 201))
    expect(await other.read(`/v1/contacts/${first}`)).toMatchObject({ effort: { calls: 12, minutes: 120 } })
  })
})

describe('200', () => {
  it('changes only what the patch names, and moves statistics with the people', async () => {
    const other = await startNetwork(api)
    const [first, second] = other.contactIds
    const logged = await other.make(`/v1/clients/${other.clientId}/interactions`, { ...callWith(first), minutes: 20 })
    const response = await other.call('PATCH', `/v1/interactions/${logged.id}`, {
      type: 'email',
      occurredAt: '2024-04-01T10:00:00+02:00',
      minutes: null,
      contacts: [{ contactId: second, advice: { about: 'write shorter letters' } }],
    })
    expect(response.json()).toMatchObject({
      type: 'email',
      occurredAt: '2024-04-01T08:00:00.000Z',
      minutes: null,
      contacts: [{ contactId: second, advice: { about: 'write shorter letters' } }],
    })
    expect(await other.read(`/v1/contacts/${first}`)).toMatchObject({
      effort: { interactions: 0, minutes: 0 },
      lastInteractionAt: null,
    })
    expect(await other.read(`/v1/contacts/${second}`)).toMatchObject({
      effort: { interactions: 1, emails: 1, calls: 0 },
      lastInteractionAt: '2024-04-01T08:00:00.000Z',
    })
    const kinds = await eventsOf(api, other.practice.practiceId)
    expect(kinds.filter((kind) => kind.startsWith('interaction.'))).toEqual([
      'interaction.logged',
      'interaction.updated',
    ])
  })
})

describe('204', () => {
  it('removes an interaction and what it counted for', async () => {
    const other = await startNetwork(api)
    const [first] = other.contactIds
    const logged = await other.make(`/v1/clients/${other.clientId}/interactions`, { ...callWith(first), minutes: 20 })
    expect((await other.call('DELETE', `/v1/interactions/${logged.id}`)).statusCode).toBe(204)
    expect((await other.call('DELETE', `/v1/interactions/${logged.id}`)).statusCode).toBe(404)
    expect(await other.read(`/v1/contacts/${first}`)).toMatchObject({
      effort: { interactions: 0, minutes: 0 },
      firstInteractionAt: null,
    })
  })
})

describe('404', () => {
  it('for another client, another practice, and a coach of other clients', async () => {
    const { id } = await network.make(url, callWith(tom))
    const neighbour = await startNetwork(api, network.practice)
    const outsiders = [
      await network.practice.clientSession(neighbour.clientId),
      (await network.practice.member('coach')).token,
      (await api.practice()).owner,
    ]
    for (const as of outsiders) {
      for (const [method, path, body] of [
        ['GET', `/v1/interactions/${id}`],
        ['PATCH', `/v1/interactions/${id}`, { minutes: 5 }],
        ['DELETE', `/v1/interactions/${id}`],
        ['GET', url],
        ['POST', url, callWith(tom)],
        ['POST', `${url}/batch`, { interactions: [callWith(tom)] }],
        ['GET', `/v1/contacts/${tom}/interactions`],
      ] as const) {
        expect((await network.call(method, path, body, as)).statusCode, `${method} ${path}`).toBe(404)
      }
    }
    expect(await network.read(`/v1/interactions/${id}`)).toMatchObject({ minutes: null })
  })
})

describe('412', () => {
  it('for whoever did not read the latest, editing or removing', async () => {
    const { id } = await network.make(url, callWith(tom))
    const as = network.practice.owner
    const headers = { 'if-match': '"of-long-ago"' }
    const path = `/v1/interactions/${id}`
    expect((await api.call('PATCH', path, { as, headers, body: { minutes: 5 } })).statusCode).toBe(412)
    expect((await api.call('DELETE', path, { as, headers })).statusCode).toBe(412)
  })
})

describe('422', () => {
  it('what has not happened yet, and what nobody remembers', async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString()
    for (const occurredAt of [soon, '1899-12-31T23:59:59Z']) {
      expect(pointersOf(await network.call('POST', url, { ...callWith(tom), occurredAt }))).toEqual(['/occurredAt'])
    }
  })

  it('people, searches and opportunities of somebody else, exactly as those of nobody', async () => {
    const neighbour = await startNetwork(api, network.practice)
    const search = await neighbour.make(`/v1/clients/${neighbour.clientId}/searches`, {})
    const job = { company: 'Helio Works', role: 'Head of Operations', source: 'other' }
    const opportunity = await neighbour.make(`/v1/searches/${search.id}/opportunities`, job)
    const withIds = (contactId: string, searchId: string, opportunityId: string) =>
      network.call('POST', url, { ...callWith(tom, contactId), searchId, opportunityId })
    const foreign = await withIds(neighbour.contactIds[0], search.id, opportunity.id)
    const unknown = await withIds(nobody, nobody, nobody)
    expect(pointersOf(foreign)).toEqual(['/contacts/1/contactId', '/searchId', '/opportunityId'])
    expect({ ...foreign.json<object>(), requestId: '' }).toEqual({ ...unknown.json<object>(), requestId: '' })
  })

  it('nobody, somebody twice, more than fifty, unknown fields, too many minutes', async () => {
    const crowd = Array.from({ length: 51 }, (_, n) => `0197f3a0-0000-7000-8000-${String(n).padStart(12, '0')}`)
    for (const wrong of [
      callWith(),
      callWith(tom, tom),
      callWith(...crowd),
      { ...callWith(tom), mood: 'good' },
      { ...callWith(tom), minutes: 1441 },
    ]) {
      expect((await network.call('POST', url, wrong)).statusCode).toBe(422)
    }
  })
})
