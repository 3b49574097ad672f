import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importerOf } from '../support/address-books.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { exporterOf } from '../support/exported.ts'
import { madeUpPeople } from '../support/made-up-network.ts'
import { seededRandom } from '../support/random.ts'
import { landingOf, type Story, tellStory } from '../support/search-story.ts'

let api: TestApi
let story: Story
let clients = 0

beforeAll(async () => {
  api = await startTestApi()
  story = await tellStory(api)
})
afterAll(() => api.stop())

const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: object) =>
  api.call(method, url, { as: story.practice.owner, ...(body ? { body } : {}) })
const read = async <T>(url: string) => (await call('GET', url)).json<T>()

async function freshClient(): Promise<string> {
  const email = `round-trip-${(clients += 1)}@example.test`
  return (await story.make('/v1/clients', { name: 'Somebody else', email, timeZone: 'UTC' })).id
}

const at = (clientId: string) => ({ practiceId: story.practice.practiceId, token: story.practice.owner, clientId })
const exported = (clientId: string) => exporterOf(api, at(clientId)).take('json')
const importer = (clientId: string) => importerOf(api, at(clientId))

type Row = Record<string, unknown> & { id: string }
interface Network {
  contacts: Row[]
  interactions: (Row & { contacts: { contactId: string }[] })[]
  introductions: Row[]
}

/** A network by what it says: nobody has an id, but a name, an address and a company; nothing was made at any time. */
function contentOf(file: string): unknown {
  const { contacts, interactions, introductions } = JSON.parse(file) as Network
  const named = new Map(contacts.map(({ id, name, email, company }) => [id, JSON.stringify([name, email, company])]))
  const without = (row: object, ...fields: string[]) =>
    JSON.stringify(Object.fromEntries(Object.entries(row).filter(([field]) => !fields.includes(field))))
  const talks = new Map(
    interactions.map(({ contacts: present, ...talk }) => {
      const those = present.map((one) => ({ ...one, contactId: named.get(one.contactId) }))
      return [talk.id, without({ ...talk, contacts: those }, 'id', 'searchId', 'opportunityId', 'updatedAt')]
    }),
  )
  const ofIntroduction = (row: Row) => ({
    ...row,
    introducerContactId: named.get(row['introducerContactId'] as string),
    introducedContactId: named.get(row['introducedContactId'] as string),
    interactionId: talks.get(row['interactionId'] as string),
  })
  return {
    contacts: contacts
      .map((row) => without(row, 'id', 'createdAt', 'updatedAt', 'nextFollowUpOn', 'cadence'))
      .toSorted(),
    interactions: [...talks.values()].toSorted(),
    introductions: introductions.map((row) => without(ofIntroduction(row), 'id')).toSorted(),
  }
}

/** Everything of the network of a client that is counted. */
async function figuresOf(clientId: string) {
  const { effort, contacts } = await read<{ effort: unknown; contacts: unknown }>(`/v1/clients/${clientId}/effort`)
  return { effort, contacts }
}

async function expectEqual(clientId: string, other: string) {
  expect(contentOf(await exported(other))).toEqual(contentOf(await exported(clientId)))
  expect(await figuresOf(other)).toEqual(await figuresOf(clientId))
}

describe('a network that is exported and imported', () => {
  it('of the story is equal: every field, tag, talk, advice and introduction; the same file again adds nothing', async () => {
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

  it('of many is equal, however the file is cut and written; and is taken back as a whole', async () => {
    const clientId = await freshClient()
    const random = seededRandom(7)
    const people = madeUpPeople(120).map((person, index) => ({ ...person, email: `made-up-${index}@people.example` }))
    const ids = new Map<string, string>()
    for (const { contactId, name, company, title, tier, email } of people) {
      ids.set(
        contactId,
        (await story.make(`/v1/clients/${clientId}/contacts`, { name, company, title, tier, email })).id,
      )
    }
    for (const { contactId, introducerContactId, introducedOn } of people) {
      if (!introducerContactId) continue
      const body = { introducedContactId: ids.get(contactId), introducedOn }
      await story.make(`/v1/contacts/${ids.get(introducerContactId)}/introductions`, body)
    }
    const types = ['call', 'email', 'meeting', 'video_call', 'message', 'letter', 'event']
    const interactions = Array.from({ length: 200 }, (_, n) => {
      const first = Math.floor(random() * 100)
      const present = people.slice(first, first + 1 + Math.floor(random() * 4))
      return {
        type: types[n % types.length],
        occurredAt: new Date(Date.UTC(2025, 0, 1 + (n % 90), n % 24)).toISOString(),
        ...(n % 3 > 0 ? { minutes: n } : {}),
        contacts: present.map(({ contactId }, place) => ({
          contactId: ids.get(contactId)!,
          ...(place === n % 5
            ? { advice: { about: `thing ${n}`, helped: n % 2 ? 'decide' : null, quotable: n % 4 === 0 } }
            : {}),
        })),
      }
    })
    const batch = await call('POST', `/v1/clients/${clientId}/interactions/batch`, { interactions })
    expect(batch.statusCode, batch.body).toBe(201)

    const other = await freshClient()
    const file = JSON.stringify(JSON.parse(await exported(clientId)), null, 3)
    const done = await importer(other).bringIn(file)
    expect(done).toMatchObject({ status: 'done', outcomes: { update: 0, duplicate: 0, reject: 0 } })
    await expectEqual(clientId, other)

    await call('POST', `/v1/imports/${done.id}/revert`)
    await importer(await freshClient()).bringIn('name\nAna\n')
    const reverted = await importer(other).read(done.id)
    expect(reverted).toMatchObject({ status: 'reverted', revert: { removed: done.processed, kept: 0 } })
    expect(contentOf(await exported(other))).toEqual({ contacts: [], interactions: [], introductions: [] })
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
