import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { approve, type Call, draftCampaign } from '../../support/campaign.ts'
import { brokenInvariants } from '../../support/invariants.ts'
import { openPost, patience, type Post, queueBackends } from '../../support/post.ts'
import { startWorkerProcess } from '../../support/processes.ts'
import { seededRandom, seeds } from '../../support/random.ts'
import { turnIntoSandbox } from '../../support/sandbox.ts'

vi.setConfig({ testTimeout: 300_000 })
const day = 86_400_000
const days = 30
const perDay = 1
const readers = 2
const sessions = 4

let post: Post
let over: AbortController
beforeEach(() => {
  over = new AbortController()
})
afterEach(async () => {
  over.abort()
  await post.stop()
})

describe.each(queueBackends())('three workers that come and go, each with agenda and relay, on %s', (backend) => {
  it.each(seeds(1))('do all that falls due in a month, each once (seed %i)', async (seed) => {
    post = await open(backend)
    await announceEveryDay()
    const workers = keepComingAndGoing(seed)
    for (let passed = 0; passed < days; passed += 1) {
      await aDayPasses()
      await sleep(100)
    }
    await expect.poll(unfinished, patience).toEqual([])
    const kills = await workers.stay()
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
    const { sent = 0, uncertain = 0, ...others } = await post.statuses()
    expect([sent + uncertain, others]).toEqual([days * perDay * readers, {}])
    expect(uncertain).toBeLessThanOrEqual(kills * sessions)
    expect(await startedOtherThanOnceAndInTime()).toEqual([])
  })

  it.each(seeds(1))('do all that falls due in a month of a test clock, each once (seed %i)', async (seed) => {
    post = await open(backend)
    const sandbox = await turnIntoSandbox(post.api, post.practice, new Date().toISOString())
    await announceEveryDay()
    const workers = keepComingAndGoing(seed)
    expect((await sandbox.advance(new Date(Date.now() + (days + 1) * day).toISOString())).statusCode).toBe(202)
    await expect.poll(async () => (await sandbox.clock()).status, patience).toBe('ready')
    await workers.stay()
    expect(await statuses()).toEqual({ completed: days * perDay })
    expect(await post.statuses()).toEqual({ delivered: days * perDay * readers })
    expect(await startedOtherThanOnceAndInTime()).toEqual([])
    expect(post.sink.messages).toEqual([])
  })
})

const open = (backend: Parameters<typeof openPost>[0]) =>
  openPost(backend, {
    environment: { MAIL_SESSIONS: String(sessions + 1), MAIL_LEASE_SECONDS: '2', QUEUE_REPUBLISH_SECONDS: '1' },
  })

/** For each day of the month to come so many announcements, an hour before this time of day. */
async function announceEveryDay(): Promise<void> {
  const { api, practice } = post
  const call: Call = (method, url, more) => api.call(method, url, { as: practice.owner, ...more })
  const anHourAgo = Date.now() - day / 24
  async function announce(scheduledFor: Date): Promise<void> {
    const { announcementId } = await draftCampaign(api.database.admin, practice.practiceId, { readers })
    const approved = await approve(call, announcementId, { scheduledFor: scheduledFor.toISOString() })
    expect(approved.statusCode, approved.body).toBe(200)
  }
  for (let ahead = 1; ahead <= days; ahead += 1) {
    await Promise.all(Array.from({ length: perDay }, () => announce(new Date(anHourAgo + ahead * day))))
  }
}

/** Brings all that is still to come a day nearer. */
async function aDayPasses(): Promise<void> {
  const { admin } = post.api.database
  await admin.query(
    `update announcements set scheduled_for = scheduled_for - interval '1 day' where scheduled_for > now()`,
  )
  await admin.query(`update agenda set due_at = due_at - interval '1 day', publish_at = publish_at - interval '1 day'
                      where kind = 'announcement.start' and due_at > now()`)
}

/** Two that are told to end and one that is killed, again and again; `stay` lets one be and says how many were killed. */
function keepComingAndGoing(seed: number): { stay(): Promise<number> } {
  const random = seededRandom(seed)
  let kills = 0
  const restarted = async () => {
    while (!over.signal.aborted) {
      const workers = await post.startWorkers()
      await sleep(1000 + random() * 2000)
      await workers.stop()
    }
  }
  const killed = async () => {
    while (!over.signal.aborted) {
      const worker = await startWorkerProcess(post.environment)
      await sleep(1000 + random() * 2000)
      await worker.end('SIGKILL')
      kills += 1
    }
  }
  const loops = [restarted(), restarted(), killed()]
  return {
    async stay() {
      over.abort()
      await Promise.all(loops)
      await post.startWorkers()
      return kills
    },
  }
}

async function statuses(): Promise<Record<string, number>> {
  const { rows } = await post.api.database.admin.query<{ status: string; count: number }>(
    'select status, count(*)::integer from announcements group by 1',
  )
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]))
}

/** Announcements that are not completed, though nobody has to decide first what became of a note of theirs. */
async function unfinished() {
  const { rows } = await post.api.database.admin.query(
    `select id, status from announcements a where status <> 'completed'
        and not exists (select from messages m where m.campaign_id = a.id and m.status = 'uncertain')`,
  )
  return rows
}

/** Announcements that did not start exactly once, or before their hour, or so late that they say so. */
async function startedOtherThanOnceAndInTime() {
  const { rows } = await post.api.database.admin.query(
    `select a.id, array_agg(e.kind) from announcements a
       left join events e on e.practice_id = a.practice_id and e.subject_id = a.id
                         and e.kind like 'announcement.started%' and e.recorded_at >= a.scheduled_for
      group by a.id having array_agg(e.kind) <> '{announcement.started}'`,
  )
  return rows
}
