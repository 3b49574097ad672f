import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase, createPool } from '../../src/infra/db/pool.ts'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { openQueues, type Queues } from '../../src/infra/queue/queues.ts'
import { sendMessages } from '../../src/modules/messages/messages.jobs.ts'
import { enqueue, finishWork, lockWork } from '../../src/modules/outbox/outbox.service.ts'
import type { Loop } from '../../workers/loop.ts'
import { startRelay } from '../../workers/relay.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { patience } from '../support/post.ts'

let api: TestApi
let practice: TestPractice
let queues: Queues
let relays: Loop[] = []
const relayed = () => createDatabase(createPool({ url: api.container.config.relayDatabaseUrl, max: 2 }))
const databases: ReturnType<typeof relayed>[] = []
const reported: string[] = []

beforeAll(async () => {
  api = await startTestApi()
  const databaseUrl = api.container.config.queueDatabaseUrl
  queues = await openQueues({ redisUrl: undefined, databaseUrl, report: (error) => reported.push(String(error)) })
})
beforeEach(async () => {
  practice = await api.practice()
  reported.length = 0
})
afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()))
  relays = []
  await api.database.admin.query('truncate outbox, bullmq.job cascade')
})
afterAll(async () => {
  await queues.close()
  await Promise.all(databases.map((db) => db.destroy()))
  await api.stop()
})

function startRelays(count: number, republishAfterMs: number): void {
  for (let n = 0; n < count; n++) {
    const db = relayed()
    databases.push(db)
    const report = (error: unknown) => void reported.push(String(error))
    relays.push(startRelay({ db, queues, report, republishAfterMs, pollMs: 10 }))
  }
}

const inPractice = <T>(step: Parameters<typeof enterAsSystem<T>>[2]) =>
  enterAsSystem(api.container.db, practice.practiceId, step)

async function published(): Promise<{ queue: string; outboxId: string }[]> {
  const { rows } = await api.database.admin.query<{ queue: string; outboxId: string }>(
    `select queue, data ->> 'outboxId' as "outboxId" from bullmq.job order by seq`,
  )
  return rows
}

const standing = async () => (await api.database.admin.query<{ id: string }>('select id from outbox')).rows

describe('work', () => {
  it('is published if and only if its transaction commits', async () => {
    startRelays(1, 60_000)
    await inPractice(async (trx) => {
      await enqueue(trx, sendMessages.bulk, {})
      throw new Error('changed my mind')
    }).catch(() => {})
    await inPractice((trx) => enqueue(trx, sendMessages.transactional, {}))
    await expect.poll(published, patience).toHaveLength(1)
    expect(await published()).toMatchObject([{ queue: 'mail-transactional' }])
  })

  it('is published once however many relays there are, and stays until it is done', async () => {
    startRelays(3, 60_000)
    await inPractice(async (trx) => {
      for (let n = 0; n < 50; n++) await enqueue(trx, sendMessages.bulk, {})
    })
    await expect.poll(published, patience).toHaveLength(50)
    expect(new Set((await published()).map(({ outboxId }) => outboxId)).size).toBe(50)
    expect(await standing()).toHaveLength(50)
    await inPractice(async (trx) => finishWork(trx, await lockWork(trx, sendMessages.bulk)))
    expect(await standing()).toEqual([])
  })

  it('that nobody reports done is published again, ever later', async () => {
    startRelays(1, 20)
    await inPractice((trx) => enqueue(trx, sendMessages.bulk, {}))
    await expect.poll(async () => (await published()).length, patience).toBeGreaterThanOrEqual(3)
    const { rows } = await api.database.admin.query<{ wait: number; publications: number }>(
      `select extract(epoch from publish_at - now()) as wait, publications from outbox`,
    )
    expect(rows[0]!.publications).toBeGreaterThanOrEqual(3)
  })

  it('that was tried too often is parked, and said aloud', async () => {
    await inPractice((trx) => enqueue(trx, sendMessages.bulk, {}))
    await api.database.admin.query('update outbox set publications = 50')
    startRelays(1, 20)
    await expect.poll(() => reported.join(), patience).toContain('a person must look')
    expect(await published()).toEqual([])
    const { rows } = await api.database.admin.query('select parked_at is not null as parked from outbox')
    expect(rows).toEqual([{ parked: true }])
  })

  it('holds ids, no addresses, texts or secrets', async () => {
    startRelays(1, 60_000)
    await inPractice((trx) => enqueue(trx, sendMessages.bulk, {}))
    await expect.poll(published, patience).toHaveLength(1)
    const { rows } = await api.database.admin.query<{ data: object }>('select data from bullmq.job')
    expect(Object.keys(rows[0]!.data).toSorted()).toEqual(['outboxId', 'payload', 'practiceId', 'traceId'])
  })
})
