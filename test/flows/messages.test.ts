import { afterEach, describe, expect, it } from 'vitest'
import { suppress } from '../../src/modules/suppressions/suppressions.service.ts'
import {
  cancelCampaign,
  cancelUnsent,
  holdCampaign,
  resumeCampaign,
} from '../../src/modules/messages/campaigns.service.ts'
import { newId } from '../../src/infra/security/ids.ts'
import { openPost, patience, type Post, queueBackends } from '../support/post.ts'

let post: Post
afterEach(() => post.stop())

describe.each(queueBackends())('with the queue on %s', (backend) => {
  it('every message arrives exactly once, under its own Message-ID', async () => {
    post = await openPost(backend)
    await post.startWorkers()
    const ids = await post.queue(450)
    await expect.poll(() => post.statuses(), patience).toEqual({ sent: 450 })
    expect(messageIdsAtSink()).toEqual(ids.map((id) => `<${id}@sender.example>`).toSorted())
    await expect.poll(leftOvers, patience).toEqual({ outbox: 0, agenda: 0, leased: 0 })
  })

  it('two workers and every job delivered again and again change nothing', async () => {
    post = await openPost(backend, { behaviour: slowly })
    await post.startWorkers({ republishAfterMs: 5, pollMs: 5 })
    await post.startWorkers({ republishAfterMs: 5, pollMs: 5 })
    await post.queue(300)
    await expect.poll(() => post.statuses(), patience).toEqual({ sent: 300 })
    expect(new Set(messageIdsAtSink()).size).toBe(300)
    expect(post.sink.messages).toHaveLength(300)
  })

  it('a flushed queue is only late', async () => {
    post = await openPost(backend, { behaviour: slowly, environment: { MAIL_SESSIONS: '6' } })
    await post.startWorkers()
    await post.queue(450)
    await expect.poll(() => post.sink.messages.length, patience).toBeGreaterThan(10)
    await post.flushQueue()
    await expect.poll(() => post.statuses(), patience).toEqual({ sent: 450 })
    expect(post.sink.messages).toHaveLength(450)
  })

  it('a worker that is told to stop finishes what has begun, and another goes on', async () => {
    post = await openPost(backend, { behaviour: slowly })
    const first = await post.startWorkers()
    await post.queue(300)
    await expect.poll(() => post.sink.messages.length, patience).toBeGreaterThan(20)
    await first.stop()
    const { sending, sent } = await post.statuses()
    expect(sending).toBeUndefined()
    expect(sent).toBeLessThan(300)
    await post.startWorkers()
    await expect.poll(() => post.statuses(), patience).toEqual({ sent: 300 })
    expect(post.sink.messages).toHaveLength(300)
  })

  it('a database that drops every connection in the middle loses and doubles nothing', async () => {
    post = await openPost(backend, { behaviour: slowly })
    await post.startWorkers()
    await post.queue(300)
    for (const progress of [20, 100, 200]) {
      await expect.poll(() => post.sink.messages.length, patience).toBeGreaterThan(progress)
      await post.api.database.admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and usename like 'cadre_%'`,
      )
    }
    await expect.poll(() => post.statuses(), patience).toEqual({ sent: 300 })
    expect(post.sink.messages).toHaveLength(300)
  })
})

describe('a mail server that', () => {
  it('says "later" is asked again, with the same Message-ID', async () => {
    const asked = new Set<string>()
    post = await openPost('PostgreSQL', {
      behaviour: ({ phase, to }) => {
        if (phase !== 'rcpt' || asked.has(to)) return undefined
        asked.add(to)
        return { reply: '451 4.7.1 Greylisted' }
      },
    })
    await post.startWorkers()
    const [id] = await post.queue(1)
    await expect.poll(() => timeline(id!), patience).toEqual(['queued', 'sending', 'queued put off (reply)'])
    await post.skipDelays()
    await expect.poll(() => post.statuses(), patience).toEqual({ sent: 1 })
    expect(messageIdsAtSink()).toEqual([`<${id}@sender.example>`])
  })

  it('says "never" is not asked again; an address that is not there is not written to any more', async () => {
    post = await openPost('PostgreSQL', {
      behaviour: ({ phase, to }) => {
        if (phase === 'rcpt' && to.startsWith('reader0')) return { reply: '550 5.1.1 No such user' }
        if (phase === 'dot' && to.startsWith('reader1')) return { reply: '554 5.6.0 Too beautiful' }
        return undefined
      },
    })
    await post.startWorkers()
    await post.queue(3)
    await expect.poll(() => post.statuses(), patience).toEqual({ bounced: 1, failed: 1, sent: 1 })
    await post.queue(1, () => ({ to: { name: 'Reader', address: 'READER0@reader.example' } }))
    await expect.poll(() => post.statuses(), patience).toEqual({ bounced: 1, failed: 1, sent: 1, suppressed: 1 })
    expect(post.sink.messages).toHaveLength(1)
  })

  it('falls silent after the final dot leaves the message uncertain: a task, and never a second copy', async () => {
    post = await openPost('PostgreSQL', { behaviour: ({ phase }) => (phase === 'accepted' ? 'cut' : undefined) })
    await post.startWorkers()
    const [id] = await post.queue(1)
    await expect.poll(() => post.statuses(), patience).toEqual({ uncertain: 1 })
    const tasks = await post.api.call('GET', '/v1/tasks?kind=uncertain_message', { as: post.practice.owner })
    expect(tasks.json()).toMatchObject({ data: [{ subjectId: id, status: 'open' }] })
    await post.skipDelays()
    await post.queue(1, () => ({ to: { name: 'Other', address: 'other@reader.example' } }))
    await expect.poll(() => post.statuses(), patience).toEqual({ uncertain: 2 })
    expect(post.sink.messages).toHaveLength(2)
  })

  it('does so with an account mail is handed it once more, and no more than once', async () => {
    post = await openPost('PostgreSQL', { behaviour: ({ phase }) => (phase === 'accepted' ? 'cut' : undefined) })
    await post.startWorkers()
    const [id] = await post.queue(1, () => ({ kind: 'password_reset', lane: 'transactional', secret: 'Monday' }))
    await expect.poll(() => post.statuses(), patience).toEqual({ uncertain: 1 })
    expect(messageIdsAtSink()).toEqual([`<${id}@sender.example>`, `<${id}@sender.example>`])
  })

  it('is away is waited for, and what was not tried keeps its attempts', async () => {
    post = await openPost('PostgreSQL')
    await post.sink.refuse()
    await post.startWorkers()
    await post.queue(40)
    await expect.poll(() => post.statuses(), patience).toEqual({ queued: 40 })
    await expect.poll(putOff, patience).toBe(40)
    await post.sink.listen()
    await post.skipDelays()
    await expect.poll(() => post.statuses(), patience).toEqual({ sent: 40 })
    const { rows } = await post.api.database.admin.query('select distinct attempt from messages')
    expect(rows).toEqual([{ attempt: 1 }])
  })
})

describe('a running campaign', () => {
  const campaignId = newId()
  const campaign = { id: campaignId, clientId: null }

  it('can be held and resumed: what has not begun to leave stays, then goes', async () => {
    post = await openPost('PostgreSQL', { behaviour: slowly })
    await post.startWorkers()
    await post.queue(300, () => ({ campaignId }))
    await expect.poll(() => post.sink.messages.length, patience).toBeGreaterThan(20)
    await post.inPractice((trx) => holdCampaign(trx, campaign))
    await expect.poll(async () => (await post.statuses()).sending, patience).toBeUndefined()
    const { sent } = await post.statuses()
    expect(post.sink.messages).toHaveLength(sent!)
    await post.inPractice((trx) => resumeCampaign(trx, campaign))
    await expect.poll(() => post.statuses(), patience).toEqual({ sent: 300 })
    expect(post.sink.messages).toHaveLength(300)
  })

  it('can be cancelled: at most what was on the wire still arrives', async () => {
    post = await openPost('PostgreSQL', { behaviour: slowly })
    await post.startWorkers()
    await post.queue(300, () => ({ campaignId }))
    await expect.poll(() => post.sink.messages.length, patience).toBeGreaterThan(20)
    await post.inPractice((trx) => cancelCampaign(trx, campaign))
    const arrived = post.sink.messages.length
    await post.inPractice((trx) => cancelUnsent(trx, campaignId, 300))
    await expect.poll(async () => (await post.statuses()).sending, patience).toBeUndefined()
    expect((await post.statuses()).sent).toBe(post.sink.messages.length)
    expect(post.sink.messages.length - arrived).toBeLessThanOrEqual(10)
  })

  it('gives nothing to an address that is suppressed meanwhile', async () => {
    post = await openPost('PostgreSQL', { behaviour: slowly })
    await post.startWorkers()
    await post.queue(300)
    await expect.poll(() => post.sink.messages.length, patience).toBeGreaterThan(20)
    const email = 'Reader299@reader.example'
    await post.inPractice((trx) => suppress(trx, { email, clientId: null, reason: 'unsubscribed' }))
    await expect.poll(() => post.statuses(), patience).toEqual({ sent: 299, suppressed: 1 })
    expect(post.sink.messagesTo('reader299@reader.example')).toEqual([])
  })
})

const slowly = async ({ phase }: { phase: string }): Promise<undefined> => {
  if (phase === 'accepted') await new Promise((resolve) => setTimeout(resolve, 10))
}

const messageIdsAtSink = () => post.sink.messages.map(({ messageId }) => messageId).toSorted()

/** What stands anywhere though all is done. */
async function leftOvers() {
  const { rows } = await post.api.database.admin.query(`
    select (select count(*)::integer from outbox) as outbox, (select count(*)::integer from agenda) as agenda,
           (select count(*)::integer from messages where lease_id is not null) as leased`)
  return rows[0] as Record<string, number>
}

async function timeline(id: string): Promise<string[]> {
  const response = await post.api.call('GET', `/v1/messages/${id}`, { as: post.practice.owner })
  const { timeline } = response.json() as { timeline: { status: string; detail?: string }[] }
  return timeline.map(({ status, detail }) => [status, detail].filter(Boolean).join(' '))
}

async function putOff(): Promise<number> {
  const { rows } = await post.api.database.admin.query<{ count: number }>(
    `select count(*)::integer as count from messages where status = 'queued' and next_attempt_at > now()`,
  )
  return rows[0]!.count
}
