import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { findErasedAddresses, tombstoneKey } from '../../src/modules/tombstones/tombstones.service.ts'
import { importerOf } from '../support/address-books.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { landingOf, type Story, tellStory } from '../support/search-story.ts'
import { testSecret } from '../support/secret.ts'
import { findEverywhere } from '../support/whole-database.ts'
import { plantCanaries } from '../tenancy/canaries.ts'

let api: TestApi
let story: Story
let network: string
beforeAll(async () => {
  api = await startTestApi()
  story = await tellStory(api)
  network = `/v1/clients/${story.clientId}`
})
afterAll(() => api.stop())

const call = (method: string, url: string, body?: unknown, as = story.practice.owner, headers = {}) =>
  api.call(method, url, { as, body, headers })
const read = async <T>(url: string) => (await call('GET', url)).json<T>()

/** Everything by which this person could be known again; each is one of a kind. */
const quill = {
  name: 'Quillon Zephyrine',
  email: 'quillon@zephyrine.example',
  phone: '+44 20 7946 0999',
  company: 'Zephyrine Kites',
  title: 'Kite maker',
  profileUrl: 'https://zephyrine.example/quillon',
  location: 'Zephyrville',
  tags: ['zephyrists'],
  howMet: 'At the zephyr fair.',
  notes: 'zephyr notes',
  thingsToRemember: 'zephyr birthday',
}

const importer = () => importerOf(api, { ...story.practice, token: story.practice.owner, clientId: story.clientId })

async function lifeOfQuill(): Promise<string> {
  const { make, contacts, daysAgo, searchId } = story
  const key = { 'idempotency-key': 'a-maker-of-kites' }
  const created = await call('POST', `${network}/contacts`, quill, undefined, key)
  expect(created.statusCode, created.body).toBe(201)
  const { id } = created.json<{ id: string }>()
  await make(`/v1/contacts/${contacts.tom}/introductions`, { introducedContactId: id })
  await importer().bringIn('Name,Email,Location\nQuillon Zephyrine,quillon@zephyrine.example,Zephyr-on-Sea\n')
  const log = (occurredAt: string, summary: string, ...others: string[]) =>
    make(`${network}/interactions`, {
      type: 'call',
      minutes: 20,
      occurredAt,
      summary,
      contacts: [
        { contactId: id, advice: { about: 'zephyr advice', words: 'zephyr words', quotable: true } },
        ...others.map((contactId) => ({ contactId })),
      ],
    })
  await log(daysAgo(30).instant, 'zephyr alone')
  await log(daysAgo(20).instant, 'Met QUILLON  Zephyrine (quillon@zephyrine.example) with Tom', contacts.tom)
  const opportunity = await make(`/v1/searches/${searchId}/opportunities`, {
    company: 'Other Works',
    role: 'Buyer',
    source: 'contact',
    sourceContactId: id,
    notes: 'Ask Quillon Zephyrine.',
  })
  await make(`/v1/opportunities/${opportunity.id}/interviews`, {
    round: 1,
    occurredAt: daysAgo(10).instant,
    interviewers: [{ name: quill.name, contactId: id }],
  })
  const { announcement } = (await make(`/v1/searches/${searchId}/landing`, landingOf(story))) as unknown as {
    announcement: { id: string }
  }
  const sent = await call('POST', `/v1/announcements/${announcement.id}/test-send`, {
    recipientId: await recipientOf(id, announcement.id),
  })
  expect(sent.statusCode, sent.body).toBe(202)
  await make(`/v1/suppressions`, { email: quill.email, scope: 'client', clientId: story.clientId, reason: 'manual' })
  return id
}

async function recipientOf(contactId: string, announcementId: string): Promise<string> {
  const { data } = await read<{ data: { id: string; contactId: string }[] }>(
    `/v1/announcements/${announcementId}/recipients?limit=100`,
  )
  return data.find((one) => one.contactId === contactId)!.id
}

describe('erasing a contact', () => {
  let id: string
  let before: { effort: unknown; total: number }
  const countsOf = async () => ({
    effort: await read(`${network}/effort`),
    total: (await read<{ data: unknown[] }>(`${network}/interactions?limit=100`)).data.length,
  })

  it('leaves nothing of them in any table, and everything that is counted', async () => {
    id = await lifeOfQuill()
    before = await countsOf()
    expect(await findEverywhere(api.database.admin, 'zephyr')).toEqual(
      expect.arrayContaining(['contacts.name', 'contact_tags.tag_key', 'interactions.summary', 'events.payload',
        'idempotency_keys.body', 'interviewers.name', 'messages.text_body', 'announcement_recipients.body',
        'opportunities.notes', 'suppressions.email']), // prettier-ignore
    )
    const erased = await call('POST', `/v1/contacts/${id}/erase`)
    expect(erased.statusCode, erased.body).toBe(204)
    expect(await findEverywhere(api.database.admin, 'zephyr')).toEqual([])
    expect(await findEverywhere(api.database.admin, '7946 0999')).toEqual([])
    expect(await countsOf()).toEqual(before)
  })

  it('leaves others as they are, but for how they spoke of them', async () => {
    const { data } = await read<{ data: { summary: string | null; contacts: { name: string }[] }[] }>(
      `/v1/contacts/${story.contacts.tom}/interactions`,
    )
    expect(data[0]).toMatchObject({
      summary: 'Met [erased] ([erased]) with Tom',
      contacts: [{ name: 'Erased person', advice: null }, { name: 'Tom Berg' }],
    })
    const chain = await read<{ tree: { name: string }[] }>(`/v1/contacts/${story.contacts.tom}/introductions`)
    expect(chain.tree.map(({ name }) => name)).toContain('Erased person')
  })

  it('is for good: they are not found, not changed, and not brought back', async () => {
    expect((await call('GET', `/v1/contacts/${id}`)).statusCode).toBe(404)
    expect((await call('PATCH', `/v1/contacts/${id}`, { notes: 'again' })).statusCode).toBe(404)
    expect((await call('POST', `/v1/contacts/${id}/erase`)).statusCode).toBe(204)
    const { data } = await read<{ data: { name: string }[] }>(`${network}/contacts?limit=100`)
    expect(data.map(({ name }) => name)).not.toContain('Erased person')

    const again = { name: 'Somebody else', email: 'Quillon@Zephyrine.example' }
    expect((await call('POST', `${network}/contacts`, again)).json()).toMatchObject({
      status: 409,
      code: 'person_erased',
    })
    const edited = await call('PATCH', `/v1/contacts/${story.contacts.omar}`, { email: again.email })
    expect(edited.json()).toMatchObject({ status: 409, code: 'person_erased' })
    const { id: importId } = await importer().bringIn('Name,Email\nQ,quillon@zephyrine.example\n')
    expect(await importer().rows(importId)).toMatchObject([
      { outcome: 'reject', reason: expect.stringContaining('erased') },
    ])
    const key = tombstoneKey(testSecret)
    const keys = ['quillon@zephyrine.example', 'tom@people.example']
    const found = await enterAsSystem(api.container.db, story.practice.practiceId, (trx) =>
      findErasedAddresses(trx, key, story.clientId, keys),
    )
    expect([...found!]).toEqual([keys[0]])
  })

  it('keeps an idempotency key from making them anew', async () => {
    const replay = await call('POST', `${network}/contacts`, quill, undefined, {
      'idempotency-key': 'a-maker-of-kites',
    })
    expect(replay.headers['idempotency-replayed']).toBe('true')
    expect(replay.body).toBe('')
  })

  it('does not keep another client from knowing them', async () => {
    const body = { name: 'Nils', email: 'nils@example.test', timeZone: 'UTC' }
    const other = await story.make('/v1/clients', body)
    await story.make(`/v1/clients/${other.id}/contacts`, { name: 'Quillon', email: quill.email })
  })

  it('is for the client, for coaches, and for nobody whose contact it is not', async () => {
    const mine = await story.make(`${network}/contacts`, { name: 'Ann' })
    const strangers = [(await api.practice()).owner, (await story.practice.member('coach')).token]
    for (const as of strangers)
      expect((await call('POST', `/v1/contacts/${mine.id}/erase`, undefined, as)).statusCode).toBe(404)
    const assistant = (await story.practice.member('assistant')).token
    expect((await call('POST', `/v1/contacts/${mine.id}/erase`, undefined, assistant)).statusCode).toBe(403)
    const { token, memberId: coachId } = await story.practice.member('coach')
    const of = { name: 'Kim', email: 'kim@example.test', timeZone: 'UTC', coachId }
    const theirs = await story.make('/v1/clients', of)
    for (const [as, clientId] of [
      [token, theirs.id],
      [await story.practice.clientSession(story.clientId), story.clientId],
    ]) {
      const { id: one } = await story.make(`/v1/clients/${clientId}/contacts`, { name: 'Marmaduke Quince' })
      expect((await call('POST', `/v1/contacts/${one}/erase`, undefined, as)).statusCode).toBe(204)
      expect(await findEverywhere(api.database.admin, 'Marmaduke')).toEqual([])
    }
  })
})

describe('a data request', () => {
  const email = 'vesper@lanternfish.example'
  it('tells what is held in every network, then erases it from all, present and to come', async () => {
    const body = { name: 'Lena', email: 'lena@example.test', timeZone: 'UTC' }
    const other = await story.make('/v1/clients', body)
    const person = { name: 'Vesper Lanternfish', email, notes: 'Likes lanternfish.' }
    const first = await story.make(`${network}/contacts`, person)
    await story.make(`/v1/clients/${other.id}/contacts`, { ...person, notes: 'A lanternfish of another kind.' })
    await story.make(`${network}/interactions`, {
      type: 'call',
      occurredAt: story.daysAgo(1).instant,
      summary: 'Of the lanternfish.',
      contacts: [{ contactId: first.id }],
    })
    await story.make('/v1/suppressions', { email, scope: 'practice', reason: 'manual' })

    const access = await call('POST', '/v1/data-requests', { email: email.toUpperCase(), kind: 'access' })
    expect(access.json()).toMatchObject({ kind: 'access', found: [{}, {}] })
    expect(access.json<{ networks: unknown[] }>().networks).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          clientName: 'Maya Lindqvist',
          contact: expect.objectContaining({ notes: 'Likes lanternfish.' }),
          interactions: [expect.objectContaining({ summary: 'Of the lanternfish.' })],
        }),
        expect.objectContaining({ clientName: 'Lena' }),
      ]),
    )
    expect((await call('POST', '/v1/data-requests', { email, kind: 'erasure' })).statusCode).toBe(200)
    expect(await findEverywhere(api.database.admin, 'lanternfish')).toEqual([])
    const third = await story.make('/v1/clients', { ...body, email: 'third@example.test' })
    const refused = await call('POST', `/v1/clients/${third.id}/contacts`, person)
    expect(refused.json()).toMatchObject({ code: 'person_erased' })
    expect((await call('POST', '/v1/data-requests', { email, kind: 'access' })).json()).toMatchObject({ found: [] })
  })
})

describe('erasing a client', () => {
  it('leaves nothing that anybody wrote, whatever the table', async () => {
    const { practiceId } = story.practice
    const commitment = await story.make(`${network}/commitments`, {
      title: 'Two conversations',
      period: 'week',
      startsOn: story.daysAgo(0).day,
      targets: [{ measure: 'interactions', target: 2 }],
    })
    const accepted = await call('POST', `/v1/commitments/${commitment.id}/accept`, {
      how: 'in_person',
      agreedOn: story.daysAgo(0).day,
    })
    expect(accepted.statusCode, accepted.body).toBe(200)
    const periods = `/v1/commitments/${commitment.id}/periods`
    const { data } = await read<{ data: { id: string; timeZone: string }[] }>(periods)
    const others = await tellStory(api)
    await plantCanaries(api.database.admin, [
      { name: 'maya', practiceId, clientId: story.clientId },
      { name: 'other', practiceId: others.practice.practiceId, clientId: others.clientId },
    ])
    expect((await findEverywhere(api.database.admin, 'canary-maya')).length).toBeGreaterThan(30)
    const theirs = await findEverywhere(api.database.admin, 'canary-other')
    const counted = await countRows()
    const coach = (await story.practice.member('coach')).token
    expect((await call('POST', `${network}/erase`, undefined, coach)).statusCode).toBe(403)
    const erased = await call('POST', `${network}/erase`)
    expect(erased.statusCode, erased.body).toBe(204)
    // Only what programs write and read: which kind of thing happened.
    expect(await findEverywhere(api.database.admin, 'canary-maya')).toEqual([
      'events.kind',
      'events.request_id',
      'events.subject_kind',
    ])
    expect(await findEverywhere(api.database.admin, 'canary-other')).toEqual(theirs)
    expect(await countRows()).toEqual(counted)
    expect((await call('GET', network)).json()).toMatchObject({ name: 'Erased client', status: 'archived' })
    const { id, timeZone } = data[0]!
    const period = await call('GET', `/v1/periods/${id}`)
    expect(period.json(), period.body).toMatchObject({ id, timeZone })
  })

  const countRows = async () =>
    (
      await api.database.admin.query(
        `select count(*) as interactions, (select count(*) from contacts) as contacts,
                (select sum(minutes) from interactions) as minutes, (select count(*) from introductions) as introductions
           from interactions`,
      )
    ).rows[0]
})
