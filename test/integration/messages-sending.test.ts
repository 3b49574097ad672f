import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { enterAsSystem, type PracticeTrx } from '../../src/infra/db/scope.ts'
import type { OwnerOutcome } from '../../src/modules/messages/ledger.service.ts'
import { queueMessage, queueMessages } from '../../src/modules/messages/messages.service.ts'
import type { AttemptEnd } from '../../src/modules/messages/messages.rules.ts'
import { endLease, recoverLease } from '../../src/modules/messages/sending.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Ledger, openLedger } from '../support/ledger.ts'

let api: TestApi
let ledger: Ledger
beforeAll(async () => {
  api = await startTestApi()
})
beforeEach(async () => {
  ledger = await openLedger(api)
})
afterAll(() => api.stop())

const sent: AttemptEnd = { kind: 'sent', response: '250 2.0.0 Taken' }

describe('a message that is queued', () => {
  it('has its work in the outbox, an event, a Message-ID of the sender’s domain and a letter in HTML', async () => {
    const id = await ledger.queue()
    expect(await ledger.outbox()).toEqual(['messages.send_bulk'])
    expect(await ledger.events()).toEqual(['message.queued'])
    expect(await ledger.read(id)).toMatchObject({
      status: 'queued',
      messageId: `<${id}@sender.example>`,
      to: { name: 'Ben Okafor', address: 'Ben@Reader.example' },
      timeline: [{ status: 'queued' }],
      attempt: 0,
    })
    const content = await api.call('GET', `/v1/messages/${id}/content`, { as: ledger.practice.owner })
    expect(content.json()).toMatchObject({ subject: 'Good news', text: ledger.letter().text })
    expect(content.json<{ html: string }>().html).toContain('<p dir="auto">I start on Monday.</p>')
  })

  it('is one of many: a thousand at once take one job', async () => {
    const ids = await ledger.inPractice((trx) =>
      queueMessages(
        trx,
        Array.from({ length: 1200 }, () => ledger.letter()),
      ),
    )
    expect(new Set(ids).size).toBe(1200)
    expect(await ledger.outbox()).toEqual(['messages.send_bulk'])
  })

  it('is gone with its transaction', async () => {
    await ledger
      .inPractice(async (trx) => {
        await queueMessage(trx, ledger.letter())
        throw new Error('changed my mind')
      })
      .catch(() => {})
    expect([await ledger.outbox(), await ledger.events()]).toEqual([[], []])
  })
})

describe('a claim', () => {
  it('takes what is due into a lease and its work out of the outbox', async () => {
    const id = await ledger.queue()
    await ledger.queue()
    const slice = await ledger.claim()
    expect(slice!.messages).toHaveLength(2)
    expect(await ledger.read(id)).toMatchObject({ status: 'sending', attempt: 1 })
    expect([await ledger.outbox(), await ledger.agenda()]).toEqual([[], ['messages.lease_expired']])
    expect(await ledger.claim()).toBeUndefined()
  })

  it('is the only one, however many try at once', async () => {
    await ledger.inPractice((trx) =>
      queueMessages(
        trx,
        Array.from({ length: 50 }, () => ledger.letter()),
      ),
    )
    const slices = await Promise.all(Array.from({ length: 6 }, () => ledger.claim()))
    expect(slices.flatMap((slice) => slice?.messages ?? [])).toHaveLength(50)
  })

  it('of a part leaves work for the rest', async () => {
    await ledger.inPractice((trx) =>
      queueMessages(
        trx,
        Array.from({ length: 5 }, () => ledger.letter()),
      ),
    )
    expect((await ledger.claim(3))!.messages).toHaveLength(3)
    expect(await ledger.outbox()).toEqual(['messages.send_bulk'])
    expect((await ledger.claim(3))!.messages).toHaveLength(2)
    expect(await ledger.outbox()).toEqual([])
  })

  it('leaves the other lane and other practices alone', async () => {
    await ledger.queue({ lane: 'transactional' })
    const other = await api.practice()
    await enterAsSystem(api.container.db, other.practiceId, (trx) =>
      queueMessage(trx, ledger.letter({ clientId: null })),
    )
    expect(await ledger.claim()).toBeUndefined()
    expect(await ledger.outbox()).toEqual(['messages.send_transactional'])
  })

  it('passes over whom nobody may write to: suppressed in any spelling, or not to be contacted', async () => {
    const as = ledger.practice.owner
    await api.call('POST', '/v1/suppressions', { as, body: { email: 'ben@READER.example', scope: 'practice' } })
    const body = { name: 'Rosa Diaz', email: 'rosa@reader.example', doNotContact: true }
    const rosa = (await api.call('POST', `/v1/clients/${ledger.clientId}/contacts`, { as, body })).json<{
      id: string
    }>()
    const ids = [
      await ledger.queue(),
      await ledger.queue({ contactId: rosa.id, to: { name: 'Rosa', address: 'rosa@reader.example' } }),
    ]
    expect(await ledger.claim()).toBeUndefined()
    for (const id of ids) {
      expect(await ledger.read(id)).toMatchObject({
        status: 'suppressed',
        attempt: 0,
        timeline: [{ status: 'queued' }, { status: 'suppressed' }],
      })
    }
  })

  it('lets account mails through all the same', async () => {
    await api.call('POST', '/v1/suppressions', {
      as: ledger.practice.owner,
      body: { email: 'ben@reader.example', scope: 'practice' },
    })
    await ledger.queue({ kind: 'password_reset' })
    expect((await ledger.claim())!.messages).toHaveLength(1)
  })
})

describe('a worker', () => {
  it('writes outcomes, tells their owner in the same transaction, and gives its lease back', async () => {
    const subjectId = ledger.clientId
    const told: OwnerOutcome[] = []
    const owners = {
      test: { hear: async (_trx: PracticeTrx, outcomes: OwnerOutcome[]) => void told.push(...outcomes) },
    }
    const id = await ledger.queue({ about: { kind: 'test', id: subjectId } })
    const slice = (await ledger.claim())!
    expect(await ledger.record(slice, [id])).toEqual(new Set([id]))
    await ledger.record(slice, [], [[id, sent]], owners)
    await ledger.inPractice((trx) => endLease(trx, slice.leaseId))
    expect(told).toEqual([{ subjectId, status: 'sent' }])
    expect(await ledger.read(id)).toMatchObject({ status: 'sent', response: '250 2.0.0 Taken' })
    expect([await ledger.outbox(), await ledger.agenda()]).toEqual([[], []])
    expect(await ledger.events()).toEqual(['message.queued', 'message.sent'])
  })

  it('whose lease was recovered may neither begin nor finish anything', async () => {
    const id = await ledger.queue()
    const slow = (await ledger.claim())!
    await ledger.inPractice((trx) => recoverLease(trx, {}, slow.leaseId))
    expect(await ledger.record(slow, [id])).toEqual(new Set())
    const next = (await ledger.claim())!
    await ledger.record(slow, [], [[id, { kind: 'deferred', reason: 'reply', response: 'late' }]])
    expect(await ledger.record(next, [id])).toEqual(new Set([id]))
    await ledger.record(next, [], [[id, sent]])
    expect(await ledger.read(id)).toMatchObject({ status: 'sent', attempt: 1 })
  })

  it('that went away leaves in doubt only what had begun to leave', async () => {
    const [begun, waiting] = [await ledger.queue(), await ledger.queue()]
    const lost = (await ledger.claim())!
    await ledger.record(lost, [begun])
    await ledger.inPractice((trx) => recoverLease(trx, {}, lost.leaseId))
    expect(await ledger.read(begun)).toMatchObject({ status: 'uncertain', attempt: 1 })
    expect(await ledger.read(waiting)).toMatchObject({ status: 'queued', attempt: 0, timeline: [{ status: 'queued' }] })
    expect(await ledger.outbox()).toEqual(['messages.send_bulk'])
    expect(await ledger.openTasks()).toEqual(['Find out whether “Good news” reached Ben Okafor'])
    const { rows } = await api.database.admin.query<{ body: string }>('select body from tasks where subject_id = $1', [
      begun,
    ])
    expect(rows[0]!.body).toContain(`Message-ID <${begun}@sender.example>, to Ben@Reader.example.`)
    expect(rows[0]!.body).toMatch(/Z sending\n.*Z uncertain\n/)
  })

  it('that is told "later" puts the mail on the agenda, a thousand of them once', async () => {
    const ids = [await ledger.queue(), await ledger.queue()]
    const slice = (await ledger.claim())!
    const later: AttemptEnd = { kind: 'deferred', reason: 'connection', response: 'nobody there' }
    await ledger.record(slice, [], ids.map((id) => [id, later])) // prettier-ignore
    await ledger.inPractice((trx) => endLease(trx, slice.leaseId))
    expect([await ledger.outbox(), await ledger.agenda()]).toEqual([[], ['messages.put_off_is_due']])
  })

  it('strikes a secret out of what is kept', async () => {
    const id = await ledger.queue({ secret: 'Monday' })
    const slice = (await ledger.claim())!
    expect(slice.messages[0]!.textBody).toContain('Monday')
    await ledger.record(slice, [], [[id, sent]])
    const { rows } = await api.database.admin.query('select text_body, html_body, secret from messages where id = $1', [
      id,
    ])
    expect(JSON.stringify(rows)).not.toContain('Monday')
  })
})
