import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { approve, type Call, draftCampaign } from '../../support/campaign.ts'
import { brokenInvariants } from '../../support/invariants.ts'
import { openPost, type Post, queueBackends } from '../../support/post.ts'
import { type Cluster, startCluster } from '../../support/postgres-cluster.ts'

vi.setConfig({ testTimeout: 300_000 })
const patience = { timeout: 60_000, interval: 100 }
const readers = 300

let cluster: Cluster
let post: Post
beforeEach(async () => {
  cluster = await startCluster()
})
afterEach(async () => {
  await post.stop()
  await cluster.stop()
})

describe.each(queueBackends())('PostgreSQL that crashes three times in a campaign, the queue on %s', (backend) => {
  it('comes back to the same ledger: all sent once, nothing in doubt, every acknowledged write kept', async () => {
    post = await openPost(backend, { database: cluster.database, behaviour: slowly })
    const { api, practice, sink } = post
    const call: Call = (method, url, options) => api.call(method, url, { as: practice.owner, ...options })
    const { clientId, announcementId } = await draftCampaign(api.database.admin, practice.practiceId, { readers })
    await post.startWorkers()
    await approve(call, announcementId)
    const stop = new AbortController()
    const writing = writeContacts(call, clientId, stop.signal)
    for (const [progress, signal] of [
      [30, 'SIGQUIT'],
      [100, 'SIGKILL'],
      [200, 'SIGQUIT'],
    ] as const) {
      await expect.poll(() => sink.messages.length, patience).toBeGreaterThan(progress)
      await cluster.crash(signal)
    }
    const status = async () =>
      (await call('GET', `/v1/announcements/${announcementId}`)).json<{ status: string }>().status
    await expect.poll(status, patience).toBe('completed')
    stop.abort()
    const { written, failures } = await writing
    expect(failures).toEqual([])
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
    expect(await post.statuses()).toEqual({ sent: readers })
    expect(sink.messages).toHaveLength(readers)
    expect(written.length).toBeGreaterThan(0)
    expect(await contactsNamed('Written')).toEqual(written.toSorted())
  })
})

const slowly = async ({ phase }: { phase: string }): Promise<undefined> => {
  if (phase === 'accepted') await sleep(15)
}

/** Writes one contact after the other, each until it is acknowledged; returns their ids, and answers other than "later". */
async function writeContacts(call: Call, clientId: string, signal: AbortSignal) {
  const [written, failures]: [string[], string[]] = [[], []]
  while (!signal.aborted) {
    const key = `contact-${written.length}`
    const response = await call('POST', `/v1/clients/${clientId}/contacts`, {
      body: { name: `Written ${written.length}` },
      headers: { 'idempotency-key': key },
    })
    if (response.statusCode === 201) written.push(response.json<{ id: string }>().id)
    else if (![409, 503].includes(response.statusCode)) failures.push(response.body)
    await sleep(20)
  }
  return { written, failures }
}

async function contactsNamed(name: string): Promise<string[]> {
  const { rows } = await post.api.database.admin.query<{ id: string }>(
    `select id from contacts where name like $1 || ' %' order by id::text`,
    [name],
  )
  return rows.map(({ id }) => id)
}
