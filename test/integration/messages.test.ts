import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { enterAsSystem, type PracticeTrx } from '../../src/infra/db/scope.ts'
import { type NewMessage, queueMessage, queueMessages } from '../../src/modules/messages/messages.service.ts'
import type { OwnerOutcome } from '../../src/modules/messages/ledger.service.ts'
import {
  type AttemptEnd,
  claimSlice,
  endLease,
  recordProgress,
  recoverLease,
  type Slice,
} from '../../src/modules/messages/sending.service.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'

let api: TestApi
let practice: TestPractice
let clientId: string
beforeAll(async () => {
  api = await startTestApi()
})
beforeEach(async () => {
  practice = await api.practice()
  const client = { name: 'Maya Lindqvist', email: 'maya@example.test', timeZone: 'UTC' }
  clientId = (await api.call('POST', '/v1/clients', { as: practice.owner, body: client })).json<{ id: string }>().id
})
afterAll(() => api.stop())

const inPractice = async <T>(step: (trx: PracticeTrx) => Promise<T>): Promise<T> =>
  (await enterAsSystem(api.container.db, practice.practiceId, step)) as T

const letter = (changes: Partial<NewMessage> = {}): NewMessage => ({
  kind: 'announcement',
  lane: 'bulk',
  clientId,
  from: { name: 'Maya Lindqvist', address: 'maya@sender.example' },
  to: { name: 'Ben Okafor', address: 'Ben@Reader.example' },
  subject: 'Good news',
  text: 'Dear Ben,\n\nI start on Monday.',
  ...changes,
})
const queue = (changes?: Partial<NewMessage>) => inPractice((trx) => queueMessage(trx, letter(changes)))
const claim = (leaseMs = 60_000) => inPractice((trx) => claimSlice(trx, {}, { lane: 'bulk', limit: 100, leaseMs }))
const record = (slice: Slice, begun: string[], ended: [id: string, end: AttemptEnd][] = [], owners = {}) =>
  inPractice((trx) =>
    recordProgress(trx, owners, slice, {
      begun,
      ended: ended.map(([id, end]) => ({ message: slice.messages.find((message) => message.id === id)!, end })),
    }),
  )
const sent: AttemptEnd = { kind: 'sent', response: '250 2.0.0 Taken' }
const doubt: AttemptEnd = { kind: 'uncertain', reason: 'connection', response: 'gone' }

const read = async (id: string) =>
  (await api.call('GET', `/v1/messages/${id}`, { as: practice.owner })).json<{ messageId: string; status: string }>()
const column = async (what: string): Promise<unknown[]> =>
  (
    await api.database.admin.query<{ found: unknown }>(
      `select ${what}`.replaceAll(':practice', `'${practice.practiceId}'`),
    )
  ).rows.map((row) => row.found)
const outbox = () => column('job as found from outbox where practice_id = :practice')
const agenda = () => column('kind as found from agenda where practice_id = :practice')
const events = () =>
  column(`kind as found from events where practice_id = :practice and subject_kind = 'message' order by position`)

describe('a message that is queued', () => {
  it('has its work in the outbox, an event, a Message-ID of the sender’s domain and a letter in HTML', async () => {
    const id = await queue()
    expect(await outbox()).toEqual(['messages.send_bulk'])
    expect(await events()).toEqual(['message.queued'])
    expect(await read(id)).toMatchObject({
      status: 'queued',
      messageId: `<${id}@sender.example>`,
      to: { name: 'Ben Okafor', address: 'Ben@Reader.example' },
      timeline: [{ status: 'queued' }],
      attempt: 0,
    })
    const content = await api.call('GET', `/v1/messages/${id}/content`, { as: practice.owner })
    expect(content.json()).toMatchObject({ subject: 'Good news', text: letter().text })
    expect(content.json<{ html: string }>().html).toContain('<p dir="auto">I start on Monday.</p>')
  })

  it('is one of many: a thousand at once take one job', async () => {
    const ids = await inPractice((trx) =>
      queueMessages(
        trx,
        Array.from({ length: 1200 }, () => letter()),
      ),
    )
    expect(new Set(ids).size).toBe(1200)
    expect(await outbox()).toEqual(['messages.send_bulk'])
  })

  it('is gone with its transaction', async () => {
    await inPractice(async (trx) => {
      await queueMessage(trx, letter())
      throw new Error('changed my mind')
    }).catch(() => {})
    expect([await outbox(), await events()]).toEqual([[], []])
  })
})

describe('a claim', () => {
  it('takes what is due into a lease and its work out of the outbox', async () => {
    const id = await queue()
    await queue()
    const slice = await claim()
    expect(slice!.messages).toHaveLength(2)
    expect(await read(id)).toMatchObject({ status: 'sending', attempt: 1 })
    expect([await outbox(), await agenda()]).toEqual([[], ['messages.lease_expired']])
    expect(await claim()).toBeUndefined()
  })

  it('is the only one, however many try at once', async () => {
    await inPractice((trx) =>
      queueMessages(
        trx,
        Array.from({ length: 50 }, () => letter()),
      ),
    )
    const slices = await Promise.all(Array.from({ length: 6 }, () => claim()))
    expect(slices.flatMap((slice) => slice?.messages ?? [])).toHaveLength(50)
  })

  it('of a part leaves work for the rest', async () => {
    await inPractice((trx) =>
      queueMessages(
        trx,
        Array.from({ length: 5 }, () => letter()),
      ),
    )
    const limited = () => inPractice((trx) => claimSlice(trx, {}, { lane: 'bulk', limit: 3, leaseMs: 60_000 }))
    expect((await limited())!.messages).toHaveLength(3)
    expect(await outbox()).toEqual(['messages.send_bulk'])
    expect((await limited())!.messages).toHaveLength(2)
    expect(await outbox()).toEqual([])
  })

  it('leaves the other lane and other practices alone', async () => {
    await queue({ lane: 'transactional' })
    const other = await api.practice()
    await enterAsSystem(api.container.db, other.practiceId, (trx) => queueMessage(trx, letter({ clientId: null })))
    expect(await claim()).toBeUndefined()
    expect(await outbox()).toEqual(['messages.send_transactional'])
  })

  it('passes over whom nobody may write to: suppressed in any spelling, or not to be contacted', async () => {
    const as = practice.owner
    await api.call('POST', '/v1/suppressions', { as, body: { email: 'ben@READER.example', scope: 'practice' } })
    const body = { name: 'Rosa Diaz', email: 'rosa@reader.example', doNotContact: true }
    const rosa = (await api.call('POST', `/v1/clients/${clientId}/contacts`, { as, body })).json<{ id: string }>()
    const ids = [
      await queue(),
      await queue({ contactId: rosa.id, to: { name: 'Rosa', address: 'rosa@reader.example' } }),
    ]
    expect(await claim()).toBeUndefined()
    for (const id of ids) {
      expect(await read(id)).toMatchObject({
        status: 'suppressed',
        attempt: 0,
        timeline: [{ status: 'queued' }, { status: 'suppressed' }],
      })
    }
  })

  it('lets account mails through all the same', async () => {
    await api.call('POST', '/v1/suppressions', {
      as: practice.owner,
      body: { email: 'ben@reader.example', scope: 'practice' },
    })
    await queue({ kind: 'password_reset' })
    expect((await claim())!.messages).toHaveLength(1)
  })
})

describe('a worker', () => {
  it('writes outcomes, tells their owner in the same transaction, and gives its lease back', async () => {
    const subjectId = clientId
    const told: OwnerOutcome[] = []
    const owners = { test: async (_trx: PracticeTrx, outcomes: OwnerOutcome[]) => void told.push(...outcomes) }
    const id = await queue({ about: { kind: 'test', id: subjectId } })
    const slice = (await claim())!
    expect(await record(slice, [id])).toEqual(new Set([id]))
    await record(slice, [], [[id, sent]], owners)
    await inPractice((trx) => endLease(trx, slice.leaseId))
    expect(told).toEqual([{ subjectId, status: 'sent' }])
    expect(await read(id)).toMatchObject({ status: 'sent', response: '250 2.0.0 Taken' })
    expect([await outbox(), await agenda()]).toEqual([[], []])
    expect(await events()).toEqual(['message.queued', 'message.sent'])
  })

  it('whose lease was recovered may neither begin nor finish anything', async () => {
    const id = await queue()
    const slow = (await claim())!
    await inPractice((trx) => recoverLease(trx, {}, slow.leaseId))
    expect(await record(slow, [id])).toEqual(new Set())
    const next = (await claim())!
    await record(slow, [], [[id, { kind: 'deferred', reason: 'reply', response: 'late' }]])
    expect(await record(next, [id])).toEqual(new Set([id]))
    await record(next, [], [[id, sent]])
    expect(await read(id)).toMatchObject({ status: 'sent', attempt: 1 })
  })

  it('that went away leaves in doubt only what had begun to leave', async () => {
    const [begun, waiting] = [await queue(), await queue()]
    const lost = (await claim())!
    await record(lost, [begun])
    await inPractice((trx) => recoverLease(trx, {}, lost.leaseId))
    expect(await read(begun)).toMatchObject({ status: 'uncertain', attempt: 1 })
    expect(await read(waiting)).toMatchObject({ status: 'queued', attempt: 0, timeline: [{ status: 'queued' }] })
    expect(await outbox()).toEqual(['messages.send_bulk'])
    expect(await column(`title as found from tasks where practice_id = :practice`)).toEqual([
      'Find out whether “Good news” reached Ben Okafor',
    ])
  })

  it('that is told "later" puts the mail on the agenda, a thousand of them once', async () => {
    const ids = [await queue(), await queue()]
    const slice = (await claim())!
    const later: AttemptEnd = { kind: 'deferred', reason: 'connection', response: 'nobody there' }
    await record(slice, [], ids.map((id) => [id, later])) // prettier-ignore
    await inPractice((trx) => endLease(trx, slice.leaseId))
    expect([await outbox(), await agenda()]).toEqual([[], ['messages.put_off_is_due']])
  })

  it('strikes a secret out of what is kept', async () => {
    const id = await queue({ secret: 'Monday' })
    const slice = (await claim())!
    expect(slice.messages[0]!.textBody).toContain('Monday')
    await record(slice, [], [[id, sent]])
    expect(await column(`text_body || html_body as found from messages where practice_id = :practice`)).not.toEqual([
      expect.stringContaining('Monday'),
    ])
  })
})

describe('people', () => {
  const inDoubt = async (): Promise<string> => {
    const id = await queue()
    await record((await claim())!, [], [[id, doubt]])
    return id
  }
  const openTasks = () => column(`id as found from tasks where practice_id = :practice and status = 'open'`)

  it.each([
    ['delivered', 'delivered'],
    ['not_delivered', 'failed'],
  ])('say that an uncertain message was %s', async (verdict, status) => {
    const url = `/v1/messages/${await inDoubt()}/resolve`
    expect(await openTasks()).toHaveLength(1)
    const response = await api.call('POST', url, { as: practice.owner, body: { verdict } })
    expect(response.json()).toMatchObject({ status })
    expect(await openTasks()).toEqual([])
    expect((await api.call('POST', url, { as: practice.owner, body: { verdict } })).statusCode).toBe(409)
  })

  it('send an uncertain message once more, under the same Message-ID', async () => {
    const id = await inDoubt()
    const before = await read(id)
    const response = await api.call('POST', `/v1/messages/${id}/resend`, { as: practice.owner })
    expect(response.json()).toMatchObject({ status: 'queued', attempt: 0, messageId: before.messageId })
    expect(await outbox()).toEqual(['messages.send_bulk'])
    expect((await claim())!.messages).toHaveLength(1)
  })

  it('cannot send again what was sent', async () => {
    const id = await queue()
    await record((await claim())!, [], [[id, sent]])
    const response = await api.call('POST', `/v1/messages/${id}/resend`, { as: practice.owner })
    expect(response.statusCode).toBe(409)
    expect(response.json()).toMatchObject({ code: 'message_status_refused' })
  })

  it('never see a secret', async () => {
    const id = await queue({ secret: 'Monday' })
    const content = await api.call('GET', `/v1/messages/${id}/content`, { as: practice.owner })
    expect(content.json()).toMatchObject({ text: 'Dear Ben,\n\nI start on [removed].' })
    expect(content.body).not.toContain('Monday')
  })
})

describe('lists', () => {
  it('are newest first, filtered, and paged without gaps', async () => {
    const ids = [await queue(), await queue({ kind: 'nudge' }), await queue({ clientId: null })]
    const list = async (query: string) => {
      const page = await api.call('GET', `/v1/messages${query}`, { as: practice.owner })
      expect(page.statusCode, page.body).toBe(200)
      return page.json<{ data: { id: string }[]; nextCursor: string | null }>()
    }
    const idsOf = async (query: string) => (await list(query)).data.map((message) => message.id)
    expect(await idsOf('')).toEqual(ids.toReversed())
    expect(await idsOf('?kind=nudge')).toEqual([ids[1]])
    expect(await idsOf(`?clientId=${clientId}`)).toEqual([ids[1], ids[0]])
    expect(await idsOf('?status=sent')).toEqual([])
    const first = await list('?limit=2')
    expect((await list(`?limit=2&cursor=${first.nextCursor}`)).data.map((message) => message.id)).toEqual([ids[0]])
  })

  it('show a client their own letters, not what members are told about them, and let them change nothing', async () => {
    const own = await queue()
    const toCoach = await queue({ userId: (await column('user_id as found from members limit 1'))[0] as string })
    const session = await practice.clientSession(clientId)
    const list = await api.call('GET', '/v1/messages', { as: session })
    expect(list.json<{ data: { id: string }[] }>().data.map(({ id }) => id)).toEqual([own])
    expect((await api.call('GET', `/v1/messages/${toCoach}`, { as: session })).statusCode).toBe(404)
    expect((await api.call('POST', `/v1/messages/${own}/resend`, { as: session })).statusCode).toBe(403)
  })

  it('are empty for another practice', async () => {
    const id = await queue()
    const other = await api.practice()
    expect((await api.call('GET', '/v1/messages', { as: other.owner })).json()).toEqual({ data: [], nextCursor: null })
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/content'],
      ['POST', '/resend'],
    ]) {
      expect((await api.call(method!, `/v1/messages/${id}${path}`, { as: other.owner })).statusCode).toBe(404)
    }
  })
})
