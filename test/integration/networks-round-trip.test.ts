import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importerOf } from '../support/address-books.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { exporterOf } from '../support/exported.ts'
import { contentOf, type NetworkFile } from '../support/network-content.ts'
import { aNetwork } from '../support/network-files.ts'
import { landingOf, type Story, tellStory } from '../support/search-story.ts'

let api: TestApi
let story: Story
let clients = 0

beforeAll(async () => {
  api = await startTestApi()
  story = await tellStory(api)
})
afterAll(() => api.stop())

const call = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: object) =>
  api.call(method, url, { as: story.practice.owner, ...(body ? { body } : {}) })
const read = async <T>(url: string) => (await call('GET', url)).json<T>()

async function freshClient(): Promise<string> {
  const email = `round-trip-${(clients += 1)}@example.test`
  return (await story.make('/v1/clients', { name: 'Somebody else', email, timeZone: 'UTC' })).id
}

const at = (clientId: string) => ({ practiceId: story.practice.practiceId, token: story.practice.owner, clientId })
const exported = (clientId: string) => exporterOf(api, at(clientId)).take('json')
const importer = (clientId: string) => importerOf(api, at(clientId))

const networkOf = async (clientId: string) => JSON.parse(await exported(clientId)) as NetworkFile

/** Everything of the network of a client that is counted. */
async function figuresOf(clientId: string) {
  const { effort, contacts } = await read<{ effort: unknown; contacts: unknown }>(`/v1/clients/${clientId}/effort`)
  return { effort, contacts }
}

async function expectEqual(clientId: string, other: string) {
  expect(contentOf(await networkOf(other))).toEqual(contentOf(await networkOf(clientId)))
  expect(await figuresOf(other)).toEqual(await figuresOf(clientId))
}

describe('a network that is exported and imported', () => {
  it('of the story is equal: every field, tag, talk, advice and introduction, every search, offer and cadence; the same file again adds nothing', async () => {
    const { clientId, contacts, make } = story
    await make(`/v1/searches/${story.searchId}/landing`, landingOf(story))
    const whole = {
      name: 'שירה “Countess” O’Neil', email: 'shira@people.example', phone: '+49 30 1', company: 'Acme', title: 'Chief',
      profileUrl: 'https://people.example/x?y=1', location: 'תל אביב', timeZone: 'Asia/Jerusalem', tier: 'inner',
      tags: ['a, b', 'c;"d"', '\\'], preferredChannel: 'call', howMet: 'On {a} bus], "late"', notes: 'one\n\ttwo \\ " 👩‍👩‍👧‍👦',
      thingsToRemember: 'null', doNotContact: true, nextFollowUpOn: '2027-02-28',
    } // prettier-ignore
    const shira = await make(`/v1/clients/${clientId}/contacts`, whole)
    const talk = {
      type: 'call',
      occurredAt: '2025-05-05T10:00:00.123Z',
      minutes: 25,
      contacts: [{ contactId: shira.id }],
    }
    const [one] = [await make(`/v1/clients/${clientId}/interactions`, talk), await make(`/v1/clients/${clientId}/interactions`, talk)] // prettier-ignore
    await make(`/v1/contacts/${contacts.omar}/introductions`, {
      introducedContactId: shira.id, introducedOn: '2025-05-05', interactionId: one!.id,
    }) // prettier-ignore
    await make(`/v1/contacts/${contacts.rosa}/introductions`, {
      introducedContactId: shira.id, introducedOn: '2025-06-06', primary: true,
    }) // prettier-ignore
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
    const offer = await make(`/v1/clients/${clientId}/help-offers`, { contactId: shira.id, what: 'a reference' })
    const said = [
      call('PATCH', `/v1/help-offers/${offer.id}`, { status: 'fulfilled' }),
      call('PUT', `/v1/contacts/${contacts.karl}/cadence`, { stepsDays: [14, 90] }),
      call('PUT', `/v1/contacts/${contacts.rosa}/cadence`, { status: 'paused' }),
      call('POST', `/v1/contacts/${contacts.paula}/snooze`, { until: tomorrow }),
      call('PUT', `/v1/clients/${clientId}/cadence-policy`, { maxFollowUpsPerWeek: 3, tags: [{ tag: 'a, b', status: 'off' }] }),
    ] // prettier-ignore
    expect((await Promise.all(said)).map(({ statusCode }) => statusCode)).toEqual(said.map(() => 200))

    const file = await exported(clientId)
    const other = await freshClient()
    const dry = await importer(other).bringIn(file, { dryRun: 'true' })
    const done = await importer(other).bringIn(file)
    expect(done).toMatchObject({ status: 'done', format: 'cadre', outcomes: { update: 0, duplicate: 0, reject: 0 } })
    expect(dry.outcomes).toEqual(done.outcomes)
    await expectEqual(clientId, other)
    const people = await importer(other).contacts()
    expect(people.find(({ name }) => name === whole.name)).toMatchObject({ primaryIntroducer: { name: 'Rosa Lind' } })

    for (const [to, from] of [
      [other, file],
      [clientId, file],
      [clientId, await exported(other)],
    ] as const) {
      const again = await importer(to).bringIn(from)
      expect(again.outcomes).toMatchObject({ create: 0, update: 0, reject: 0, duplicate: done.processed })
    }
    await expectEqual(clientId, other)
  })

  it('whatever is in it and however it is written, is equal; and is taken back as a whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.constantFrom(0, 3), async (given, indent) => {
        const network = aNetwork(given)
        const [clientId, other] = [await freshClient(), await freshClient()]
        const file = JSON.stringify({ format: 'cadre', version: 1, ...network }, null, indent)
        const done = await importer(clientId).bringIn(file)
        const rejected = (await importer(clientId).rows(done.id, '&outcome=reject')).map(({ reason }) => reason)
        expect({ ...done, rejected }).toMatchObject({ status: 'done', outcomes: { duplicate: 0 }, rejected: [] })
        expect(contentOf(await networkOf(clientId), network)).toEqual(contentOf(network))

        const copied = await importer(other).bringIn(await exported(clientId))
        expect(copied).toMatchObject({ status: 'done', outcomes: { update: 0, duplicate: 0, reject: 0 } })
        await expectEqual(clientId, other)
        const again = await importer(other).bringIn(file)
        expect(again.outcomes).toEqual({ create: 0, update: 0, duplicate: done.processed, reject: 0 })

        await call('POST', `/v1/imports/${copied.id}/revert`)
        await importer(other).workOff()
        const left = await importer(other).read(copied.id)
        expect(left).toMatchObject({
          status: 'reverted',
          revert: { kept: 0, removed: done.processed - network.cadencePolicies.length },
        })
        expect(Object.values(contentOf(await networkOf(other))).flat()).toEqual([])
      }),
      { numRuns: 12, endOnFailure: true },
    )
  })
})

describe('into a network that has a life of its own', () => {
  const policy = (cap: number) => ({ maxFollowUpsPerWeek: cap, resetBy: null, everybody: null, tiers: { inner: null, active: null, extended: null }, tags: [] }) // prettier-ignore
  const fileOf = (lists: object) => JSON.stringify({ format: 'cadre', version: 1, ...lists })
  const id = (n: number) => `01890000-0000-7000-8000-00000000010${n}`
  const capOf = async (clientId: string) =>
    (await read<{ maxFollowUpsPerWeek: number | null }>(`/v1/clients/${clientId}/cadence-policy`)).maxFollowUpsPerWeek
  const put = (clientId: string, cap: number) => call('PUT', `/v1/clients/${clientId}/cadence-policy`, policy(cap))
  const revert = async (clientId: string, importId: string) => {
    await call('POST', `/v1/imports/${importId}/revert`)
    await importer(clientId).workOff()
    return importer(clientId).read(importId)
  }

  it('how the client keeps in touch is replaced, and comes back with a revert unless it was changed since', async () => {
    const clientId = await freshClient()
    await put(clientId, 2)
    const file = fileOf({ cadencePolicies: [policy(7)] })
    const first = await importer(clientId).bringIn(file)
    expect(first.outcomes).toMatchObject({ update: 1 })
    expect(await capOf(clientId)).toBe(7)
    expect(await revert(clientId, first.id)).toMatchObject({ revert: { restored: 1, kept: 0 } })
    expect(await capOf(clientId)).toBe(2)

    const second = await importer(clientId).bringIn(file)
    await put(clientId, 9)
    expect(await revert(clientId, second.id)).toMatchObject({ revert: { restored: 0, kept: 1 } })
    expect(await capOf(clientId)).toBe(9)
  })

  it('which assistants cannot say by a file either', async () => {
    const clientId = await freshClient()
    const { token } = await story.practice.member('assistant')
    const { practiceId } = story.practice
    const assistant = importerOf(api, { practiceId, token, clientId })
    const done = await assistant.bringIn(
      fileOf({ contacts: [{ id: id(1), name: 'Ana' }], cadencePolicies: [policy(7)] }),
    )
    expect(done.outcomes).toMatchObject({ create: 1, reject: 1 })
    expect((await assistant.rows(done.id))[1]).toMatchObject({ reason: 'is for coaches and the client to say' })
    expect(await capOf(clientId)).toBeNull()
  })

  it('a search goes where its days are free, and takes what was in it along', async () => {
    const clientId = await freshClient()
    await story.make(`/v1/clients/${clientId}/searches`, { title: 'Mine', startedOn: '2024-03-01' })
    const lists = {
      contacts: [{ id: id(1), name: 'Ana' }],
      searches: [
        { id: id(2), title: 'Mine', status: 'landed', startedOn: '2024-03-01', endedOn: '2024-04-01' },
        { id: id(3), title: 'Yours', status: 'landed', startedOn: '2024-04-01', endedOn: '2024-05-01' },
        { id: id(4), title: 'To come', status: 'active', startedOn: '2199-01-01' },
        { id: id(5), title: 'Before', status: 'landed', startedOn: '2023-01-01', endedOn: '2023-02-01' },
        { id: id(6), title: 'No end', status: 'landed', startedOn: '2022-01-01' },
      ],
      opportunities: [2, 3, 5].map((n) => ({ id: id(n), searchId: id(n), company: 'Helio', role: 'Chief', source: 'other' })),
      interactions: [3, 5].map((n) => ({ id: id(n), type: 'call', occurredAt: '2025-05-05T10:00:00Z', searchId: id(n), contacts: [{ contactId: id(1) }] })),
    } // prettier-ignore
    const done = await importer(clientId).bringIn(fileOf(lists))
    const rows = await importer(clientId).rows(done.id)
    expect(rows.slice(1).map(({ outcome, reason }) => reason ?? outcome)).toEqual([
      'is known already',
      expect.stringMatching(/Another search lasted from 2024-03-01 to now/),
      expect.stringMatching(/^startedOn: must not lie in the future/),
      'create',
      'endedOn: goes with every status but active',
      'create',
      'is of a search that is not here',
      'create',
      'create',
      'create',
    ])
    const { data } = await read<{ data: { id: string; title: string; status: string }[] }>(
      `/v1/clients/${clientId}/searches`,
    )
    expect(data.map(({ title, status }) => [title, status])).toEqual([['Mine', 'active'], ['Before', 'landed']]) // prettier-ignore
    const talks = await read<{ data: { searchId: string | null }[] }>(`/v1/clients/${clientId}/interactions`)
    expect(talks.data.map(({ searchId }) => searchId).toSorted()).toEqual([data[1]!.id, null].toSorted())
    // Nobody is told a second time: where it landed is not here.
    expect((await call('GET', `/v1/searches/${data[1]!.id}/landing`)).statusCode).toBe(404)
  })

  it('whoever was erased is no source and no interviewer any more', async () => {
    const clientId = await freshClient()
    const gone = { name: 'Gone Person', email: 'gone-person@people.example' }
    const { id: contactId } = await story.make(`/v1/clients/${clientId}/contacts`, gone)
    expect((await call('POST', `/v1/contacts/${contactId}/erase`)).statusCode).toBe(204)
    const lists = {
      contacts: [{ id: id(1), ...gone }],
      searches: [{ id: id(2), status: 'withdrawn', startedOn: '2023-01-01', endedOn: '2023-02-01' }],
      opportunities: [{ id: id(3), searchId: id(2), company: 'Helio', role: 'Chief', source: 'contact', sourceContactId: id(1) }],
      interviews: [{ id: id(4), opportunityId: id(3), round: 1, occurredAt: '2023-01-10T10:00:00Z', interviewers: [{ name: gone.name, contactId: id(1) }] }],
      helpOffers: [{ contactId: id(1), offeredOn: '2023-01-10' }],
    } // prettier-ignore
    const done = await importer(clientId).bringIn(fileOf(lists))
    expect(done.outcomes).toMatchObject({ create: 3, reject: 2 })
    const network = await networkOf(clientId)
    expect(JSON.stringify(network)).not.toContain('Gone Person')
    expect(network).toMatchObject({ opportunities: [{ source: 'contact', sourceContactId: null }], interviews: [{ interviewers: [] }] }) // prettier-ignore
  })
})

describe('what cannot be taken', () => {
  const id = (n: number) => `01890000-0000-7000-8000-00000000000${n}`
  const heading = { format: 'cadre', version: 1 }
  const person = (n: number) => ({ id: id(n), name: `Person ${n}` })
  const talk = (n: number, ...those: number[]) => ({ id: id(n), type: 'call', occurredAt: '2025-05-05T10:00:00Z', contacts: those.map((one) => ({ contactId: id(one) })) }) // prettier-ignore
  const led = (n: number, by: number, to: number, more: object = {}) => ({ id: id(n), introducerContactId: id(by), introducedContactId: id(to), introducedOn: '2025-05-05', ...more }) // prettier-ignore

  it('is said row by row, and the rest comes in', async () => {
    const clientId = await freshClient()
    const file = {
      ...heading,
      contacts: [person(1), person(2), { id: id(3) }, 'nobody'],
      interactions: [talk(4, 1, 3), talk(5, 3), { ...talk(6, 1), occurredAt: '2199-01-01T00:00:00Z' }, { ...talk(6, 1), type: 'dance' }], // prettier-ignore
      introductions: [led(7, 1, 2), led(8, 2, 1), led(8, 1, 3), led(8, 1, 1), led(8, 1, 2), led(8, 2, 1, { introducedOn: '2199-01-01' })], // prettier-ignore
    }
    const done = await importer(clientId).bringIn(JSON.stringify(file))
    const rows = await importer(clientId).rows(done.id)
    expect(rows.map(({ outcome, reason }) => (outcome === 'create' ? outcome : reason))).toEqual([
      'create',
      'create',
      expect.stringMatching(/^name: /),
      expect.stringMatching(/object/),
      'create',
      'was with nobody who is in this network',
      'occurredAt: must not lie in the future',
      expect.stringMatching(/^type: /),
      'create',
      expect.stringMatching(/Person 1/),
      'is about somebody who is not in this network',
      'is of somebody by themselves',
      'is known already',
      expect.stringMatching(/must not be after today/),
    ])
    expect(await read(`/v1/clients/${clientId}/effort`)).toMatchObject({ effort: { interactions: 1, calls: 1 } })
  })

  it.each([
    ['JSON of somebody else', '{"people": []}', /no export of Cadre/],
    ['a version to come', '{"format": "cadre", "version": 2, "contacts": [{}]}', /another version/],
    ['a heading at the end', '{"contacts": [{}], "format": "cadre", "version": 1}', /does not begin with/],
    ['another order', '{"format":"cadre","version":1,"interactions":[1],"contacts":[2]}', /in this order/],
    ['nobody', '{"format":"cadre","version":1,"contacts":[]}', /no rows/],
    ['half a file', '{"format":"cadre","version":1,"contacts":[{"id":', /cut off/],
    ['no JSON', '{"format":"cadre","version":1,"contacts":[{id: 1}]}', /not JSON/],
    ['something behind it', '{"format":"cadre","version":1,"contacts":[1]} x', /cut off|not JSON/],
    ['a chasm', `{"format":"cadre","version":1,"contacts":[${'['.repeat(100_000)}`, /nested deeper/],
    [
      'a thing without end',
      `{"format":"cadre","version":1,"contacts":["${'x'.repeat(3_000_000)}"]}`,
      /longer than 1 MiB/,
    ],
    ['a list where a name is due', '{["format"]}', /not JSON/],
  ])('%s is refused whole', async (_, file, says) => {
    const clientId = await freshClient()
    const answer = await importer(clientId).send(file)
    if (answer.statusCode === 422) return expect(answer.body).toMatch(says)
    const done = await importer(clientId).bringIn(file)
    expect(done).toMatchObject({ status: 'failed', failure: { detail: expect.stringMatching(says) } })
  })
})
