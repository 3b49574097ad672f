import { afterEach, describe, expect, it } from 'vitest'
import { importerOf } from '../../support/address-books.ts'
import { openPost, patience, type Post, queueBackends } from '../../support/post.ts'
import { startWorkerProcess } from '../../support/processes.ts'

/* A worker that is killed at any moment of an import: whoever comes next goes on, and no row is lost or taken twice. */

const people = 4000
const kills = 3

let post: Post
afterEach(() => post.stop())

describe.each(queueBackends())('with the queue on %s', (backend) => {
  it('an import survives workers that are killed in the middle of it', { timeout: 240_000 }, async () => {
    post = await openPost(backend, { environment: { QUEUE_REPUBLISH_SECONDS: '1' } })
    const { api, practice, environment } = post
    const { admin } = api.database
    const client = { name: 'Maya Lindqvist', email: 'maya@example.test', timeZone: 'Europe/Berlin' }
    const { id: clientId } = (await api.call('POST', '/v1/clients', { as: practice.owner, body: client })).json<{
      id: string
    }>()
    const importer = importerOf(api, { practiceId: practice.practiceId, token: practice.owner, clientId })
    const rows = Array.from({ length: people }, (_, n) => `Person ${n},person${n}@people.example,Company ${n % 97}`)
    const answer = await importer.send(`name,email,company\n${rows.join('\n')}\n`)
    const { id } = answer.json<{ id: string }>()
    const processed = async () => (await importer.read(id)).processed

    for (let kill = 0; kill < kills; kill += 1) {
      const worker = await startWorkerProcess(environment)
      const before = await processed()
      // At the first sign of life, or on the way to it: each at another place of a batch.
      await expect
        .poll(processed, { ...patience, interval: 1 + 7 * kill })
        .toBeGreaterThan(Math.min(before, people - 1))
      await worker.end('SIGKILL')
    }
    await startWorkerProcess(environment)
    await expect.poll(async () => (await importer.read(id)).status, patience).toBe('done')

    expect(await importer.read(id)).toMatchObject({
      total: people, processed: people, outcomes: { create: people, update: 0, duplicate: 0, reject: 0 },
    }) // prettier-ignore
    const { rows: counts } = await admin.query<Record<string, number>>(
      `select (select count(*)::integer from contacts where client_id = $1) as contacts,
              (select count(distinct email_key)::integer from contacts where client_id = $1) as people,
              (select count(*)::integer from import_rows where import_id = $2 and contact_id is not null) as rows,
              (select count(*)::integer from events where client_id = $1 and kind = 'contact.created') as events,
              (select count(*)::integer from import_chunks) as chunks,
              (select count(*)::integer from outbox where job = 'imports.work') as work`,
      [clientId, id],
    )
    expect(counts[0]).toMatchObject({ contacts: people, people, rows: people, events: people, chunks: 0 })
  })
})
