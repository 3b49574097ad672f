import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayOf } from '../../src/infra/time/calendar.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { eventsOf } from '../support/people.ts'

interface Introductions {
  introducers: { introductionId: string; contactId: string; name: string; primary: boolean }[]
  chain: { introductionId: string | null; contactId: string; name: string; introducedOn: string | null }[]
  tree: { introductionId: string; contactId: string; name: string; introducerContactId: string; depth: number }[]
}

let api: TestApi
let practice: TestPractice
let clientId: string
const zone = 'Pacific/Kiritimati'
const nobody = '01890000-0000-7000-8000-000000000000'

beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
  clientId = await addClient('maya@example.test')
})
afterAll(() => api.stop())

async function addClient(email: string): Promise<string> {
  const body = { name: 'Maya Lindqvist', email, timeZone: zone }
  return (await api.call('POST', '/v1/clients', { as: practice.owner, body })).json<{ id: string }>().id
}

async function add(name: string, of = clientId): Promise<string> {
  const response = await api.call('POST', `/v1/clients/${of}/contacts`, { as: practice.owner, body: { name } })
  return response.json<{ id: string }>().id
}

const introduce = (introducer: string, introducedContactId: string, more: object = {}, as = practice.owner) =>
  api.call('POST', `/v1/contacts/${introducer}/introductions`, { as, body: { introducedContactId, ...more } })

async function introduced(introducer: string, contact: string, introducedOn = '2024-01-01'): Promise<string> {
  const response = await introduce(introducer, contact, { introducedOn })
  expect(response.statusCode, response.body).toBe(201)
  return response.json<{ id: string }>().id
}

const remove = (id: string, as = practice.owner, headers = {}) =>
  api.call('DELETE', `/v1/introductions/${id}`, { as, headers })

async function read(id: string): Promise<Introductions> {
  return (await api.call('GET', `/v1/contacts/${id}/introductions`, { as: practice.owner })).json()
}

const addInteraction = async (of: string): Promise<string> => {
  const { rows } = await api.database.admin.query<{ id: string }>(
    `insert into interactions (practice_id, client_id, type, occurred_at, created_at, updated_at)
     values ($1, $2, 'call', now(), now(), now()) returning id`,
    [practice.practiceId, of],
  )
  return rows[0]!.id
}

describe('201', () => {
  it('records who, whom, when, and in which conversation', async () => {
    const [ana, bo, interactionId] = await Promise.all([add('Ana'), add('Bo'), addInteraction(clientId)])
    const response = await introduce(ana, bo, { introducedOn: '2024-02-29', interactionId })
    expect(response.statusCode).toBe(201)
    const expected = { clientId, introducerContactId: ana, introducedContactId: bo, introducedOn: '2024-02-29' }
    expect(response.json()).toMatchObject({ ...expected, interactionId })
    expect(response.headers.location).toBe(`/v1/introductions/${response.json<{ id: string }>().id}`)
    expect((await eventsOf(api, practice.practiceId)).at(-1)).toBe('introduction.created')
  })

  it("is today, in the client's time zone, when no day is said", async () => {
    const before = dayOf(new Date(), zone)
    const response = await introduce(await add('Ana'), await add('Bo'))
    expect([before, dayOf(new Date(), zone)]).toContain(response.json<{ introducedOn: string }>().introducedOn)
  })

  it('lets a client record their own', async () => {
    const response = await introduce(await add('Ana'), await add('Bo'), {}, await practice.clientSession(clientId))
    expect(response.statusCode).toBe(201)
  })
})

describe('200', () => {
  it('tells the chain from its beginning and the tree to its ends', async () => {
    const [ana, bo, cleo, dan] = await Promise.all(['Ana', 'Bo', 'Cleo', 'Dan'].map((name) => add(name)))
    const anaToBo = await introduced(ana!, bo!, '2024-01-01')
    const boToCleo = await introduced(bo!, cleo!, '2024-02-01')
    const boToDan = await introduced(bo!, dan!, '2024-01-15')
    const effort = { interactions: 0, calls: 0, emails: 0, meetings: 0, minutes: 0 }
    const hopAna = { introductionId: null, contactId: ana, name: 'Ana', introducedOn: null, effort }
    const hopBo = { introductionId: anaToBo, contactId: bo, name: 'Bo', introducedOn: '2024-01-01', effort }
    const hopCleo = { introductionId: boToCleo, contactId: cleo, name: 'Cleo', introducedOn: '2024-02-01', effort }
    const hopDan = { introductionId: boToDan, contactId: dan, name: 'Dan', introducedOn: '2024-01-15', effort }
    expect(await read(cleo!)).toEqual({
      introducers: [{ ...hopBo, introductionId: boToCleo, introducedOn: '2024-02-01', primary: true }],
      chain: [hopAna, hopBo, hopCleo],
      chainEffort: effort,
      tree: [],
    })
    expect(await read(ana!)).toEqual({
      introducers: [],
      chain: [hopAna],
      chainEffort: effort,
      tree: [
        { ...hopBo, introducerContactId: ana, depth: 1 },
        { ...hopDan, introducerContactId: bo, depth: 2 },
        { ...hopCleo, introducerContactId: bo, depth: 2 },
      ],
    })
  })

  it('follows the earliest of several introducers, the first recorded of one day', async () => {
    const [late, early, sameDay, cleo] = await Promise.all(['Late', 'Early', 'Same', 'Cleo'].map((name) => add(name)))
    await introduced(late!, cleo!, '2024-03-01')
    const first = await introduced(early!, cleo!, '2024-01-01')
    await introduced(sameDay!, cleo!, '2024-01-01')
    const names = (people: { name: string }[]) => people.map(({ name }) => name)
    const all = await read(cleo!)
    expect(names(all.introducers)).toEqual(['Early', 'Same', 'Late'])
    expect(names(all.chain)).toEqual(['Early', 'Cleo'])
    await remove(first)
    expect(names((await read(cleo!)).chain)).toEqual(['Same', 'Cleo'])
    const contact = await api.call('GET', `/v1/contacts/${cleo}`, { as: practice.owner })
    expect(contact.json()).toMatchObject({ primaryIntroducer: { contactId: sameDay, name: 'Same' } })
  })

  it('follows the introducer who was chosen, until the choice is taken back', async () => {
    const [early, late, ana, cleo] = await Promise.all(['Early', 'Late', 'Ana', 'Cleo'].map((name) => add(name)))
    const earliest = await introduced(early!, cleo!, '2024-01-01')
    const later = await introduced(late!, cleo!, '2024-03-01')
    const edit = async (id: string, body: object) => {
      const response = await api.call('PATCH', `/v1/introductions/${id}`, { as: practice.owner, body })
      expect(response.statusCode, response.body).toBe(200)
      return response.json<{ primary: boolean; introducedOn: string }>()
    }
    const chain = async () => (await read(cleo!)).chain.map(({ name }) => name)
    expect(await edit(later, { primary: true })).toMatchObject({ primary: true })
    expect(await chain()).toEqual(['Late', 'Cleo'])
    expect((await read(cleo!)).introducers.map(({ name, primary }) => [name, primary])).toEqual([
      ['Late', true],
      ['Early', false],
    ])
    expect((await api.call('GET', `/v1/contacts/${cleo}`, { as: practice.owner })).json()).toMatchObject({
      primaryIntroducer: { contactId: late, name: 'Late' },
    })
    // Whoever is said to be primary when they are recorded is so at once.
    expect((await introduce(ana!, cleo!, { introducedOn: '2024-04-01', primary: true })).json()).toMatchObject({
      primary: true,
    })
    expect(await chain()).toEqual(['Ana', 'Cleo'])
    expect(await edit(earliest, { primary: false })).toMatchObject({ primary: true })
    expect(await chain()).toEqual(['Early', 'Cleo'])
    expect(await edit(later, { introducedOn: '2023-12-24' })).toMatchObject({
      introducedOn: '2023-12-24',
      primary: true,
    })
    expect(await chain()).toEqual(['Late', 'Cleo'])
  })

  it('says what a chain took: of each, and of all with what was done together once', async () => {
    const [ana, bo] = await Promise.all(['Ana', 'Bo'].map((name) => add(name)))
    await introduced(ana!, bo!, '2024-01-01')
    const log = (type: string, minutes: number, ...contactIds: string[]) => {
      const contacts = contactIds.map((contactId) => ({ contactId }))
      const body = { type, minutes, occurredAt: '2024-02-01T10:00:00Z', contacts }
      return api.call('POST', `/v1/clients/${clientId}/interactions`, { as: practice.owner, body })
    }
    await log('call', 20, ana!)
    await log('meeting', 60, ana!, bo!)
    const { chain, chainEffort } = (await read(bo!)) as Introductions & { chainEffort: object }
    expect(chain).toMatchObject([
      { effort: { interactions: 2, calls: 1, meetings: 1, minutes: 80 } },
      { effort: { interactions: 1, calls: 0, meetings: 1, minutes: 60 } },
    ])
    expect(chainEffort).toEqual({ interactions: 2, calls: 1, emails: 0, meetings: 1, minutes: 80 })
  })

  it('shows everybody once, where they are nearest', async () => {
    const [ana, bo, cleo] = await Promise.all(['Ana', 'Bo', 'Cleo'].map((name) => add(name)))
    await introduced(ana!, bo!, '2024-01-01')
    await introduced(bo!, cleo!, '2024-01-02')
    await introduced(ana!, cleo!, '2024-05-01')
    const { tree } = await read(ana!)
    expect(tree.map(({ name, depth, introducerContactId }) => [name, depth, introducerContactId])).toEqual([
      ['Bo', 1, ana],
      ['Cleo', 1, ana],
    ])
  })
})

describe('204', () => {
  it('removes the introduction and leaves the people', async () => {
    const [ana, bo] = await Promise.all([add('Ana'), add('Bo')])
    const id = await introduced(ana, bo)
    expect((await remove(id)).statusCode).toBe(204)
    expect((await remove(id)).statusCode).toBe(404)
    expect((await eventsOf(api, practice.practiceId)).at(-1)).toBe('introduction.deleted')
    expect((await read(bo)).chain).toHaveLength(1)
    expect((await introduce(bo, ana)).statusCode).toBe(201)
  })
})

describe('404', () => {
  it.each(['another practice', 'another client', 'a coach without access'])('for %s, on every route', async (who) => {
    const [ana, bo, cleo] = await Promise.all(['Ana', 'Bo', 'Cleo'].map((name) => add(name)))
    const id = await introduced(ana!, bo!)
    const strangers: Record<string, () => Promise<string>> = {
      'another practice': async () => (await api.practice()).owner,
      'another client': async () => practice.clientSession(await addClient('stranger@example.test')),
      'a coach without access': async () => (await practice.member('coach')).token,
    }
    const as = await strangers[who]!()
    const responses = [
      await api.call('GET', `/v1/contacts/${ana}/introductions`, { as }),
      await introduce(ana!, cleo!, {}, as),
      await remove(id, as),
    ]
    expect(responses.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404])
    expect((await read(ana!)).tree).toHaveLength(1)
  })
})

describe('409', () => {
  it('for a circle, saying how the two are connected already', async () => {
    const [ana, bo, cleo] = await Promise.all(['Ana', 'Bo', 'Cleo'].map((name) => add(name)))
    await introduced(ana!, bo!)
    await introduced(bo!, cleo!)
    const response = await introduce(cleo!, ana!)
    expect(response.json()).toMatchObject({
      status: 409,
      code: 'introduction_cycle',
      detail: 'Ana introduced Bo, who introduced Cleo.',
      path: [
        { contactId: ana, name: 'Ana' },
        { contactId: bo, name: 'Bo' },
        { contactId: cleo, name: 'Cleo' },
      ],
    })
  })

  it('for an introduction that is recorded already', async () => {
    const [ana, bo] = await Promise.all([add('Ana'), add('Bo')])
    await introduced(ana, bo)
    expect((await introduce(ana, bo)).json()).toMatchObject({ status: 409, code: 'introduction_exists' })
  })
})

describe('412', () => {
  it('for another version than the one that stands', async () => {
    const response = await introduce(await add('Ana'), await add('Bo'))
    const { id } = response.json<{ id: string }>()
    expect((await remove(id, practice.owner, { 'if-match': '"another"' })).statusCode).toBe(412)
    const headers = { 'if-match': response.headers.etag as string }
    expect((await remove(id, practice.owner, headers)).statusCode).toBe(204)
  })
})

describe('422', () => {
  it('for oneself, a day to come, and what is not this client’s', async () => {
    const [ana, bo, stranger] = await Promise.all([add('Ana'), add('Bo'), addClient('other@example.test')])
    const [foreignContact, foreignInteraction] = await Promise.all([add('Foreign', stranger), addInteraction(stranger)])
    const tomorrow = dayOf(new Date(Date.now() + 86_400_000), zone)
    const attempts: [string, string, object][] = [
      ['/introducedContactId', ana, {}],
      ['/introducedContactId', ana.toUpperCase(), {}],
      ['/introducedContactId', foreignContact, {}],
      ['/introducedContactId', nobody, {}],
      ['/introducedContactId', 'Bo', {}],
      ['/introducedOn', bo, { introducedOn: tomorrow }],
      ['/introducedOn', bo, { introducedOn: '2025-02-29' }],
      ['/interactionId', bo, { interactionId: foreignInteraction }],
      ['/interactionId', bo, { interactionId: nobody }],
    ]
    for (const [pointer, contact, more] of attempts) {
      const response = await introduce(ana, contact, more)
      expect(response.json(), pointer).toMatchObject({ status: 422, errors: [{ pointer }] })
    }
    expect((await introduce(ana, bo, { where: 'Oslo' })).statusCode).toBe(422)
    const id = await introduced(bo, await add('Cleo'))
    for (const body of [{ introducedOn: tomorrow }, { interactionId: foreignInteraction }]) {
      const response = await api.call('PATCH', `/v1/introductions/${id}`, { as: practice.owner, body })
      expect(response.json()).toMatchObject({ status: 422, errors: [{ pointer: `/${Object.keys(body)[0]}` }] })
    }
    expect((await read(ana)).tree).toEqual([])
  })
})
