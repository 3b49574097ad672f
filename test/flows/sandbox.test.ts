import { afterEach, describe, expect, it, vi } from 'vitest'
import { approve, draftCampaign } from '../support/campaign.ts'
import { daysAhead, draft } from '../support/drafted.ts'
import { openPost, patience, type Post, type QueueBackend, queueBackends } from '../support/post.ts'
import { startWorkerProcess } from '../support/processes.ts'
import { turnIntoSandbox } from '../support/sandbox.ts'

/* A sandbox among real workers: its mail does not leave, its time comes only when it is told to. */

vi.setConfig({ testTimeout: 300_000 })

let post: Post
let touched: number
afterEach(() => post.stop())

/** A post whose mail server counts whatever happens to it. */
async function open(backend: QueueBackend) {
  touched = 0
  post = await openPost(backend, {
    behaviour: () => {
      touched += 1
      return undefined
    },
  })
  return turnIntoSandbox(post.api, post.practice, new Date().toISOString())
}

const dayMs = 86_400_000

describe.each(queueBackends())('with the queue on %s', (backend) => {
  it('mail is captured without the clock being moved, and the mail server never hears of it', async () => {
    const sandbox = await open(backend)
    const { now } = await sandbox.clock()
    await post.queue(20)
    await post.startWorkers()
    await expect.poll(() => post.statuses(), patience).toEqual({ delivered: 20 })
    expect(touched).toBe(0)
    expect(await sandbox.clock()).toMatchObject({ now, status: 'ready' })
  })

  it('what is due by the clock of a sandbox waits for it, however late it is in the world', async () => {
    const sandbox = await open(backend)
    await post.api.database.admin.query(`update test_clocks set stands_at = '2001-01-01', target = '2001-01-01'`)
    const { announcementId } = await draftCampaign(post.api.database.admin, post.practice.practiceId, { readers: 1 })
    const approved = await approve(as(post.practice.owner), announcementId, {
      scheduledFor: '2001-01-08T09:00:00.000Z',
    })
    expect(approved.statusCode, approved.body).toBe(200)
    const there = await post.api.practice()
    const real = await draftCampaign(post.api.database.admin, there.practiceId, { readers: 1 })
    expect((await approve(as(there.owner), real.announcementId)).statusCode).toBe(200)
    await post.startWorkers()
    // The real one is through, so that the agenda has been looked at.
    await expect.poll(() => post.statuses(), patience).toEqual({ sent: 1 })
    await sandbox.advance('2001-01-08T08:59:59.999Z')
    await expect.poll(async () => (await sandbox.clock()).status, patience).toBe('ready')
    expect(await post.statuses()).toEqual({ sent: 1 })
    await sandbox.advance('2001-01-08T09:00:00.000Z')
    await expect.poll(() => post.statuses(), patience).toEqual({ sent: 1, delivered: 1 })
    expect(post.sink.messages).toHaveLength(1)
  })

  it('news that must wait goes out at nine of the client’s morning on that day of the sandbox', async () => {
    await open(backend)
    await post.startWorkers()
    const holdUntil = daysAhead(10)
    const {
      story,
      announcement,
      approve: approveIt,
      call,
      recipients,
    } = await draft(post.api, { landing: { holdUntil } })
    const sandbox = await turnIntoSandbox(post.api, story.practice, new Date().toISOString())
    const timeZone = 'America/New_York'
    const moved = await call('PATCH', `/v1/clients/${story.clientId}`, { timeZone })
    expect(moved.statusCode, moved.body).toBe(200)
    expect((await approveIt()).statusCode).toBe(200)
    const { scheduledFor } = await announcement()
    await sandbox.advance(new Date(Date.parse(scheduledFor!) - 1).toISOString())
    await expect.poll(async () => (await sandbox.clock()).status, patience).toBe('ready')
    expect((await announcement()).status).toBe('scheduled')
    await sandbox.advance(new Date(Date.parse(scheduledFor!) + dayMs).toISOString())
    await expect.poll(async () => (await sandbox.clock()).status, patience).toBe('ready')
    const sent = (await recipients()).filter(({ status }) => status === 'sent')
    expect(sent.map(({ contactName }) => contactName).toSorted()).toEqual(['Hugo Brandt', 'Paula Okafor'])
    for (const { messageId } of sent) {
      const { sentAt } = (await call('GET', `/v1/messages/${messageId}`)).json<{ sentAt: string }>()
      const local = new Date(sentAt).toLocaleString('sv-SE', { timeZone })
      expect(local).toBe(`${holdUntil} 09:00:00`)
    }
    expect(touched).toBe(0)
  })

  it('kill -9 in the middle: another worker goes on, everything once and in order', async () => {
    const sandbox = await open(backend)
    const { practiceId, owner } = post.practice
    const { now } = await sandbox.clock()
    const planned: { announcementId: string; at: string }[] = []
    for (let day = 1; day <= 40; day += 1) {
      const { announcementId } = await draftCampaign(post.api.database.admin, practiceId, { readers: 2 })
      const at = new Date(Date.parse(now) + day * dayMs).toISOString()
      expect((await approve(as(owner), announcementId, { scheduledFor: at })).statusCode).toBe(200)
      planned.push({ announcementId, at })
    }
    const environment = { ...post.environment, QUEUE_REPUBLISH_SECONDS: '1' }
    const first = await startWorkerProcess(environment)
    await sandbox.advance(new Date(Date.parse(now) + 60 * dayMs).toISOString())
    await expect.poll(async () => (await sandbox.clock()).processed, { ...patience, interval: 5 }).toBeGreaterThan(10)
    await first.end('SIGKILL')
    const { status, processed, total } = await sandbox.clock()
    expect({ status, isInTheMiddle: processed < total }).toEqual({ status: 'advancing', isInTheMiddle: true })

    await Promise.all([startWorkerProcess(environment), startWorkerProcess(environment)])
    await expect.poll(async () => (await sandbox.clock()).status, patience).toBe('ready')
    const { rows } = await post.api.database.admin.query<{ campaign_id: string; sent_at: Date; count: number }>(
      `select campaign_id, sent_at, count(*)::integer from messages
        where status = 'delivered' and attempt = 1 and jsonb_array_length(timeline) = 4 group by 1, 2 order by 2`,
    )
    expect(rows.map(({ campaign_id, sent_at, count }) => [campaign_id, sent_at.toISOString(), count])).toEqual(
      planned.map(({ announcementId, at }) => [announcementId, at, 2]),
    )
    expect(await post.statuses()).toEqual({ delivered: 80 })
    expect(touched).toBe(0)
  })
})

const as =
  (owner: string) =>
  (method: string, url: string, options: object = {}) =>
    post.api.call(method, url, { as: owner, ...options })
