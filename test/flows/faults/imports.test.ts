import { afterEach, describe, expect, it } from 'vitest'
import { importerOf } from '../../support/address-books.ts'
import { openPost, patience, type Post, queueBackends } from '../../support/post.ts'
import { startWorkerProcess } from '../../support/processes.ts'

/* A worker that is killed at any moment of an import: whoever comes next goes on, and no row is lost or taken twice. */

const kills = 3

let post: Post
afterEach(() => post.stop())

/** An address book as CSV. */
function addressBook() {
  const people = 4000
  const rows = Array.from({ length: people }, (_, n) => `Person ${n},person${n}@people.example,Company ${n % 97}`)
  return { file: `name,email,company\n${rows.join('\n')}\n`, rows: people, counts: { contacts: people, people } }
}

/** A network as it is exported: its lists border on each other within batches, and each kill falls into others. */
function network() {
  const id = (kind: number, n: number) => `0189000${kind}-0000-7000-8000-${String(n).padStart(12, '0')}`
  const list = <Row>(length: number, row: (n: number) => Row) => Array.from({ length }, (_, n) => row(n))
  const [people, searches, opportunities, interviews, interactions, introductions, helpOffers] = [600, 20, 100, 100, 500, 200, 200] // prettier-ignore
  const contactId = (n: number) => id(1, n % people)
  const day = (n: number) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10)
  const occurredAt = '2025-05-05T10:00:00Z'
  const lists = {
    contacts: list(people, (n) => ({ id: id(1, n), name: `Person ${n}`, email: `person${n}@people.example`, cadence: { status: 'off', setOn: day(n) } })),
    searches: list(searches, (n) => ({ id: id(2, n), status: 'withdrawn', startedOn: day(10 * n), endedOn: day(10 * n + 10) })),
    opportunities: list(opportunities, (n) => ({ id: id(3, n), searchId: id(2, n % searches), company: `Company ${n % 7}`, role: 'Chief', source: 'contact', sourceContactId: contactId(n) })),
    interviews: list(interviews, (n) => ({ id: id(4, n), opportunityId: id(3, n % opportunities), round: 1, occurredAt, interviewers: [{ name: `Person ${n}`, contactId: contactId(n) }] })),
    // Some are alike: as many as there are come.
    interactions: list(interactions, (n) => ({ id: id(5, n), type: 'call', occurredAt, opportunityId: id(3, n % opportunities), contacts: [{ contactId: contactId(n % 400) }] })),
    introductions: list(introductions, (n) => ({ introducerContactId: contactId(n), introducedContactId: contactId(n + 1), introducedOn: day(n), interactionId: id(5, n) })),
    helpOffers: list(helpOffers, (n) => ({ contactId: contactId(n % 150), offeredOn: day(3) })),
    cadencePolicies: [{ maxFollowUpsPerWeek: 7 }],
  } // prettier-ignore
  return {
    file: JSON.stringify({ format: 'cadre', version: 1, ...lists }),
    rows: Object.values(lists).flat().length,
    counts: { contacts: people, people, searches, opportunities, interviews, interactions, introductions, helpOffers },
  }
}

describe.each(queueBackends())('with the queue on %s', (backend) => {
  it.each([
    ['an address book', addressBook()],
    ['an exported network', network()],
  ])(
    '%s survives workers that are killed in the middle of it',
    { timeout: 240_000 },
    async (_, { file, rows, counts }) => {
      post = await openPost(backend, { environment: { QUEUE_REPUBLISH_SECONDS: '1' } })
      const { api, practice, environment } = post
      const { admin } = api.database
      const client = { name: 'Maya Lindqvist', email: 'maya@example.test', timeZone: 'Europe/Berlin' }
      const { id: clientId } = (await api.call('POST', '/v1/clients', { as: practice.owner, body: client })).json<{
        id: string
      }>()
      const importer = importerOf(api, { practiceId: practice.practiceId, token: practice.owner, clientId })
      const { id } = (await importer.send(file)).json<{ id: string }>()
      const processed = async () => (await importer.read(id)).processed

      for (let kill = 0; kill < kills; kill += 1) {
        const worker = await startWorkerProcess(environment)
        const before = await processed()
        // At the first sign of life, or on the way to it: each at another place of a batch.
        await expect
          .poll(processed, { ...patience, interval: 1 + 7 * kill })
          .toBeGreaterThan(Math.min(before, rows - 1))
        await worker.end('SIGKILL')
      }
      await startWorkerProcess(environment)
      await expect.poll(async () => (await importer.read(id)).status, patience).toBe('done')

      expect(await importer.read(id)).toMatchObject({
      total: rows, processed: rows, outcomes: { create: rows, update: 0, duplicate: 0, reject: 0 },
    }) // prettier-ignore
      const { rows: found } = await admin.query<Record<string, number>>(
        `select (select count(*)::integer from contacts where client_id = $1) as contacts,
              (select count(distinct email_key)::integer from contacts where client_id = $1) as people,
              (select count(*)::integer from searches where client_id = $1) as searches,
              (select count(*)::integer from opportunities where client_id = $1) as opportunities,
              (select count(*)::integer from interviews where client_id = $1) as interviews,
              (select count(*)::integer from interactions where client_id = $1) as interactions,
              (select count(*)::integer from introductions where client_id = $1) as introductions,
              (select count(*)::integer from help_offers where client_id = $1) as "helpOffers",
              (select count(*)::integer from import_rows where import_id = $2) as rows,
              (select count(*)::integer from events where client_id = $1 and kind = 'contact.created') as events,
              (select count(*)::integer from import_chunks) as chunks`,
        [clientId, id],
      )
      expect(found[0]).toMatchObject({ ...counts, rows, events: counts.contacts, chunks: 0 })
    },
  )
})
