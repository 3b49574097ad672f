import { simpleParser } from 'mailparser'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { approve, type Call, draftCampaign } from '../../support/campaign.ts'
import { brokenInvariants } from '../../support/invariants.ts'
import { openPost, type Post, queueBackends } from '../../support/post.ts'
import { pick, seededRandom, seeds } from '../../support/random.ts'

const readers = 300
/** SMTP sessions of both workers together that announcements may use. */
const sessions = 8
const patience = { timeout: 30_000, interval: 100 }
vi.setConfig({ testTimeout: 300_000 })

let post: Post
afterEach(() => post.stop())

describe.each(queueBackends())('five people at one announcement while it is sent, the queue on %s', (backend) => {
  it.each(seeds(1))('goes on where it stopped, once to each, as approved (seed %i)', async (seed) => {
    const race = await startRace(backend)
    const acted = await Promise.all(race.actors.map((call, index) => act(call, race.id, seededRandom(seed + index))))
    expect(acted.flat()).toEqual([])
    await bringToAnEnd(race.actors[0]!, race.id)
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
    const told = await recipientsOf(race.id)
    expect(told.filter(({ status }) => status === 'sent')).toHaveLength(post.sink.messages.length)
    expect(told.filter(({ status }) => status !== 'sent' && status !== 'skipped')).toEqual([])
    expect(await changedByTheWay(race)).toEqual([])
    await expectWhatLeftIsWhatStands()
  })

  it.each(seeds(1))('once cancelled, no more leave than were on the wire (seed %i)', async (seed) => {
    const race = await startRace(backend)
    const random = seededRandom(seed)
    const acting = Promise.all(
      race.actors.slice(1).map((call, index) => act(call, race.id, seededRandom(seed + index))),
    )
    await sleep(random() * 800)
    const cancelled = await race.actors[0]!('POST', `/v1/announcements/${race.id}/cancel`)
    const left = post.sink.messages.length
    expect(cancelled.statusCode, cancelled.body).toBe(200)
    expect((await acting).flat()).toEqual([])
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
    expect(post.sink.messages.length - left).toBeLessThanOrEqual(sessions)
    expect(await changedByTheWay(race)).toEqual([])
  })
})

type Race = Awaited<ReturnType<typeof startRace>>

async function startRace(backend: Parameters<typeof openPost>[0]) {
  post = await openPost(backend, {
    behaviour: async ({ phase }) => {
      if (phase === 'accepted') await sleep(15)
      return undefined
    },
    environment: { MAIL_SESSIONS: String(sessions / 2 + 1), DATABASE_POOL_SIZE: '20' },
  })
  const { api, practice } = post
  const { clientId, announcementId: id } = await draftCampaign(api.database.admin, practice.practiceId, { readers })
  const assistant = await practice.member('assistant')
  const owners = [(await practice.member('owner')).token, (await practice.member('owner')).token]
  const tokens = [practice.owner, ...owners, assistant.token, await practice.clientSession(clientId)]
  const actors = tokens.map(
    (as): Call =>
      (method, url, options) =>
        api.call(method, url, { as, ...options }),
  )
  await Promise.all([post.startWorkers(), post.startWorkers()])
  const approved = await approve(actors[0]!, id)
  expect(approved.statusCode, approved.body).toBe(200)
  await expect.poll(() => post.sink.messages.length, patience).toBeGreaterThan(0)
  return { id, actors, assistantId: assistant.memberId }
}

/** Does this and that, in no order; being refused is part of it, failing is not. Returns the failures. */
async function act(call: Call, id: string, random: () => number): Promise<string[]> {
  const failures: string[] = []
  const deeds = [
    () => call('POST', `/v1/announcements/${id}/pause`),
    () => call('POST', `/v1/announcements/${id}/resume`),
    () => call('PATCH', `/v1/announcements/${id}`, { body: { scheduledFor: new Date().toISOString() } }),
    () => approve(call, id),
    async () => {
      const { id: recipientId } = pick(random, await recipientsOf(id))
      const body = { body: `Dear reader,\n\nthis is version ${Math.floor(random() * 1e9)}.` }
      return call('PATCH', `/v1/announcement-recipients/${recipientId}`, { body })
    },
    async () => {
      const { id: recipientId } = pick(random, await recipientsOf(id))
      const body = { skipReason: { code: 'other', detail: 'They know already.' } }
      return call('PATCH', `/v1/announcement-recipients/${recipientId}`, { body })
    },
  ]
  for (let deed = 0; deed < 12; deed += 1) {
    const response = await pick(random, deeds)()
    if (![200, 403, 409, 412].includes(response.statusCode)) failures.push(response.body)
    await sleep(random() * 50)
  }
  return failures
}

/** Resumes and approves until everybody is told. */
async function bringToAnEnd(call: Call, id: string): Promise<void> {
  const settle = async () => {
    const { status } = (await call('GET', `/v1/announcements/${id}`)).json() as { status: string }
    if (status === 'paused') await call('POST', `/v1/announcements/${id}/resume`)
    if (status === 'draft') await approve(call, id)
    return status
  }
  await expect.poll(settle, patience).toBe('completed')
}

async function recipientsOf(id: string) {
  const { rows } = await post.api.database.admin.query<{ id: string; status: string }>(
    'select id, status from announcement_recipients where announcement_id = $1 order by id',
    [id],
  )
  return rows
}

/** Texts that somebody changed after the approval who could not have approved them. */
async function changedByTheWay({ assistantId }: Race) {
  const { rows } = await post.api.database.admin.query<{ subject_id: string }>(
    `select subject_id from events where kind in ('announcement.updated', 'announcement_recipient.updated') and actor_id = $1`,
    [assistantId],
  )
  return rows
}

async function expectWhatLeftIsWhatStands(): Promise<void> {
  const { rows } = await post.api.database.admin.query<{ messageId: string; body: string }>(`
    select m.message_id_header as "messageId", r.body from messages m
      join announcement_recipients r on r.practice_id = m.practice_id and r.message_id = m.id`)
  const bodies = new Map(rows.map(({ messageId, body }) => [messageId, body]))
  for (const { raw, messageId } of post.sink.messages) {
    const { text = '' } = await simpleParser(raw)
    expect(text.startsWith(bodies.get(messageId)!), text).toBe(true)
  }
}
