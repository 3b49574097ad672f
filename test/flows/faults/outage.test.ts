import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { approve, type Call, draftCampaign } from '../../support/campaign.ts'
import { brokenInvariants } from '../../support/invariants.ts'
import { eventsOf, signUp } from '../../support/people.ts'
import { openPost, patience, type Post, type PostOptions } from '../../support/post.ts'

let post: Post
afterEach(() => post.stop())

describe('an announcement whose hour passed while no worker was there', () => {
  it('does not begin at night, but at nine of the client’s morning, and says that it is late', async () => {
    const { id, status } = await approvedBefore('36 hours', { hour: 3 })
    await post.startWorkers()
    await expect.poll(() => dueOf(id), patience).toEqual({ hour: '09:00', ahead: true })
    expect([await status(), post.sink.messages.length]).toEqual(['scheduled', 0])
    expect(await eventsOf(post.api, post.practice.practiceId)).toContain('announcement.postponed')
    await morningComes()
    await expect.poll(status, patience).toBe('completed')
    expect(await startsOf()).toEqual(['announcement.started_late'])
    expect(post.sink.messages).toHaveLength(20)
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
  })

  it('begins at once by day, and says that it is late', async () => {
    const { status } = await approvedBefore('36 hours', { hour: 12 })
    await post.startWorkers()
    await expect.poll(status, patience).toBe('completed')
    expect(await startsOf()).toEqual(['announcement.started_late'])
    expect(post.sink.messages).toHaveLength(20)
  })

  it('begins at once even at night when it is not that late', async () => {
    const { status } = await approvedBefore('11 hours', { hour: 3 })
    await post.startWorkers()
    await expect.poll(status, patience).toBe('completed')
    expect(await startsOf()).toEqual(['announcement.started'])
  })

  it('begins at once even at night when somebody resumes it then', async () => {
    const { id, call, status } = await approvedBefore('36 hours', { hour: 3 })
    await call('POST', `/v1/announcements/${id}/pause`)
    await call('POST', `/v1/announcements/${id}/resume`)
    await post.startWorkers()
    await expect.poll(status, patience).toBe('completed')
    expect(await startsOf()).toEqual(['announcement.started'])
  })
})

describe('notes that were on their way when the workers went', () => {
  it('wait for the morning', async () => {
    const { sent, status } = await brokenOff({ hour: 3 })
    await post.startWorkers()
    await expect.poll(waiting, patience).toBe(20 - sent)
    expect(post.sink.messages).toHaveLength(sent)
    await setHour(12)
    await expect.poll(async () => post.skipDelays().then(status), patience).toBe('completed')
    expect(post.sink.messages).toHaveLength(20)
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
  })

  it('go on by day, and have their time for retries', async () => {
    const { sent, status, greylisted } = await brokenOff({ hour: 12 })
    await post.startWorkers()
    await expect.poll(() => post.statuses(), patience).toEqual({ sent, queued: 20 - sent })
    await expect.poll(() => greylisted.size, patience).toBe(20 - sent)
    await expect.poll(async () => post.skipDelays().then(status), patience).toBe('completed')
    expect(post.sink.messages).toHaveLength(20)
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
  })
})

/** An announcement that stopped in the middle 36 hours ago; the mail server has forgotten us. */
async function brokenOff({ hour }: { hour: number }) {
  const greylisted = new Set<string>()
  let isGreylisting = false
  const { status } = await approvedBefore('0 hours', {
    hour,
    environment: { MAIL_SESSIONS: '2' },
    behaviour: async ({ phase, to }) => {
      if (phase === 'accepted') await sleep(20)
      if (!isGreylisting || phase !== 'rcpt' || greylisted.has(to)) return undefined
      greylisted.add(to)
      return { reply: '451 4.7.1 Greylisted' }
    },
  })
  const workers = await post.startWorkers()
  await expect.poll(() => post.sink.messages.length, patience).toBeGreaterThan(0)
  await workers.stop()
  isGreylisting = true
  await post.api.database.admin.query(
    `update messages set next_attempt_at = next_attempt_at - interval '36 hours', give_up_at = give_up_at - interval '36 hours'`,
  )
  return { sent: post.sink.messages.length, status, greylisted }
}

describe('an account mail whose link has expired meanwhile', () => {
  it('is cancelled and says why; one whose link is good is sent', async () => {
    post = await openPost('PostgreSQL')
    const { user } = await signUp(post.api)
    await post.api.database.admin.query(`update messages set expires_at = now() where to_address = $1`, [user.email])
    const { user: other } = await signUp(post.api)
    await post.startWorkers()
    await expect.poll(() => post.statuses(), patience).toEqual({ cancelled: 1, sent: 1 })
    expect(post.sink.messages.map(({ to }) => to)).toEqual([[other.email]])
    const { rows } = await post.api.database.admin.query(
      `select timeline -> -1 ->> 'detail' as why, secret from messages where to_address = $1`,
      [user.email],
    )
    expect(rows).toEqual([{ why: 'its link has expired', secret: null }])
  })
})

/** An approved announcement that fell due so long ago; now it is that hour where its client lives. */
async function approvedBefore(before: string, { hour, ...options }: { hour: number } & PostOptions) {
  post = await openPost('PostgreSQL', options)
  const { api, practice } = post
  const call: Call = (method, url, more) => api.call(method, url, { as: practice.owner, ...more })
  const { announcementId: id } = await draftCampaign(api.database.admin, practice.practiceId, { readers: 20 })
  await setHour(hour)
  const approved = await approve(call, id)
  expect(approved.statusCode, approved.body).toBe(200)
  await api.database.admin.query(`update announcements set scheduled_for = scheduled_for - $1::interval`, [before])
  await api.database.admin.query(`update agenda set due_at = due_at - $1::interval, publish_at = publish_at - $1::interval`, [before]) // prettier-ignore
  return {
    id,
    call,
    status: async () => (await call('GET', `/v1/announcements/${id}`)).json<{ status: string }>().status,
  }
}

/** Moves every client to where it is that hour now. */
async function setHour(hour: number): Promise<void> {
  const offset = ((hour - new Date().getUTCHours() + 36) % 24) - 12
  // These names count westwards.
  const timeZone = `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`
  await post.api.database.admin.query('update clients set time_zone = $1', [timeZone])
}

async function morningComes(): Promise<void> {
  await setHour(9)
  await post.api.database.admin.query(`update agenda set due_at = now(), publish_at = now()`)
}

/** When an announcement starts, on its client's clock. */
async function dueOf(id: string) {
  const { rows } = await post.api.database.admin.query<{ hour: string; ahead: boolean }>(
    `select to_char(g.due_at at time zone c.time_zone, 'HH24:MI') as hour, g.due_at > now() as ahead
       from agenda g join clients c on c.practice_id = g.practice_id and c.id = g.client_id
      where g.subject_id = $1`,
    [id],
  )
  return rows[0]
}

const startsOf = async () =>
  (await eventsOf(post.api, post.practice.practiceId)).filter((kind) => kind.startsWith('announcement.started'))

/** How many messages wait for nine o'clock, and say so. */
async function waiting(): Promise<number> {
  const { rows } = await post.api.database.admin.query<{ count: number }>(
    `select count(*)::integer as count
       from messages m join clients c on c.practice_id = m.practice_id and c.id = m.client_id
      where m.status = 'queued' and m.next_attempt_at > now() and m.timeline -> -1 ->> 'detail' = 'late: not sent at night'
        and to_char(m.next_attempt_at at time zone c.time_zone, 'HH24:MI') = '09:00'`,
  )
  return rows[0]!.count
}
