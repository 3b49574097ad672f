import { Redis } from 'ioredis'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type LocalRedis, startLocalRedis } from '../../../src/infra/embedded/redis.ts'
import { approve, type Call, draftCampaign } from '../../support/campaign.ts'
import { brokenInvariants } from '../../support/invariants.ts'
import { openPost, type Post } from '../../support/post.ts'

vi.setConfig({ testTimeout: 120_000 })
const patience = { timeout: 60_000, interval: 50 }
const readers = 240
const milestones = [30, 90, 150]

let redis = await startLocalRedis()
if (!redis) console.warn('LEFT OUT: a Redis that loses everything (there is no redis-server on the PATH)')
afterAll(() => redis?.stop())

describe.runIf(redis)('a Redis', () => {
  let post: Post
  let call: Call
  let announcementId: string
  beforeEach(async () => {
    post = await openPost('Redis', { redisUrl: redis!.url, behaviour: slowly, environment: { MAIL_SESSIONS: '6' } })
    const { api, practice } = post
    call = (method, url, more) => api.call(method, url, { as: practice.owner, ...more })
    announcementId = (await draftCampaign(api.database.admin, practice.practiceId, { readers })).announcementId
    await Promise.all([post.startWorkers(), post.startWorkers()])
  })
  afterEach(() => post.stop())

  it('that is flushed again and again is filled by the relay: all sent once', async () => {
    await approve(call, announcementId)
    const client = new Redis(redis!.url)
    for (const milestone of milestones) {
      await expect.poll(() => post.sink.messages.length, patience).toBeGreaterThan(milestone)
      await client.flushall()
    }
    client.disconnect()
    await expectAllSentOnce()
  })

  it('that is killed again and again and comes back empty is filled by the relay: all sent once', async () => {
    await approve(call, announcementId)
    for (const milestone of milestones) {
      await expect.poll(() => post.sink.messages.length, patience).toBeGreaterThan(milestone)
      await redis!.kill9()
      await sleep(500)
      redis = await sameRedis(redis!)
    }
    await expectAllSentOnce()
  })

  it('that is away when an announcement is approved makes it late, and nothing else', async () => {
    await redis!.kill9()
    expect((await approve(call, announcementId)).statusCode).toBe(200)
    redis = await sameRedis(redis!)
    await expectAllSentOnce()
  })

  async function expectAllSentOnce(): Promise<void> {
    const read = () => call('GET', `/v1/announcements/${announcementId}`)
    await expect.poll(async () => (await read()).json<{ status: string }>().status, patience).toBe('completed')
    expect(post.sink.messages).toHaveLength(readers)
    expect(await post.statuses()).toEqual({ sent: readers })
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
  }
})

/** An empty one where the other was. */
async function sameRedis({ url }: LocalRedis): Promise<LocalRedis | undefined> {
  const next = await startLocalRedis({ port: Number(new URL(url).port) })
  expect(next?.url).toBe(url)
  return next
}

const slowly = async ({ phase }: { phase: string }): Promise<undefined> => {
  if (phase === 'accepted') await sleep(15)
}
