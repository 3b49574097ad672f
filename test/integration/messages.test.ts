import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AttemptEnd } from '../../src/modules/messages/messages.rules.ts'
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
const doubt: AttemptEnd = { kind: 'uncertain', reason: 'connection', response: 'gone' }

describe('people', () => {
  const inDoubt = async (): Promise<string> => {
    const id = await ledger.queue()
    await ledger.record((await ledger.claim())!, [], [[id, doubt]])
    return id
  }

  it.each([
    ['delivered', 'delivered'],
    ['not_delivered', 'failed'],
  ])('say that an uncertain message was %s', async (verdict, status) => {
    const url = `/v1/messages/${await inDoubt()}/resolve`
    expect(await ledger.openTasks()).toHaveLength(1)
    const response = await api.call('POST', url, { as: ledger.practice.owner, body: { verdict } })
    expect(response.json()).toMatchObject({ status })
    expect(await ledger.openTasks()).toEqual([])
    expect((await api.call('POST', url, { as: ledger.practice.owner, body: { verdict } })).statusCode).toBe(409)
  })

  it('send an uncertain message once more, under the same Message-ID', async () => {
    const id = await inDoubt()
    const before = await ledger.read(id)
    const response = await api.call('POST', `/v1/messages/${id}/resend`, { as: ledger.practice.owner })
    expect(response.json()).toMatchObject({ status: 'queued', attempt: 0, messageId: before.messageId })
    expect(await ledger.outbox()).toEqual(['messages.send_bulk'])
    expect((await ledger.claim())!.messages).toHaveLength(1)
  })

  it('cannot send again what was sent', async () => {
    const id = await ledger.queue()
    await ledger.record((await ledger.claim())!, [], [[id, sent]])
    const response = await api.call('POST', `/v1/messages/${id}/resend`, { as: ledger.practice.owner })
    expect(response.statusCode).toBe(409)
    expect(response.json()).toMatchObject({ code: 'message_status_refused' })
  })

  it('never see a secret', async () => {
    const id = await ledger.queue({ secret: 'Monday' })
    const content = await api.call('GET', `/v1/messages/${id}/content`, { as: ledger.practice.owner })
    expect(content.json()).toMatchObject({ text: 'Dear Ben,\n\nI start on [removed].' })
    expect(content.body).not.toContain('Monday')
  })
})

describe('lists', () => {
  it('are newest first, filtered, and paged without gaps', async () => {
    const ids = [await ledger.queue(), await ledger.queue({ kind: 'nudge' }), await ledger.queue({ clientId: null })]
    const list = async (query: string) => {
      const page = await api.call('GET', `/v1/messages${query}`, { as: ledger.practice.owner })
      expect(page.statusCode, page.body).toBe(200)
      return page.json<{ data: { id: string }[]; nextCursor: string | null }>()
    }
    const idsOf = async (query: string) => (await list(query)).data.map((message) => message.id)
    expect(await idsOf('')).toEqual(ids.toReversed())
    expect(await idsOf('?kind=nudge')).toEqual([ids[1]])
    expect(await idsOf(`?clientId=${ledger.clientId}`)).toEqual([ids[1], ids[0]])
    expect(await idsOf('?status=sent')).toEqual([])
    const first = await list('?limit=2')
    expect((await list(`?limit=2&cursor=${first.nextCursor}`)).data.map((message) => message.id)).toEqual([ids[0]])
  })

  it('show a client their own letters, not what members are told about them, and let them change nothing', async () => {
    const own = await ledger.queue()
    const { rows } = await api.database.admin.query<{ id: string }>('select user_id as id from members limit 1')
    const toCoach = await ledger.queue({ userId: rows[0]!.id })
    const session = await ledger.practice.clientSession(ledger.clientId)
    const list = await api.call('GET', '/v1/messages', { as: session })
    expect(list.json<{ data: { id: string }[] }>().data.map(({ id }) => id)).toEqual([own])
    expect((await api.call('GET', `/v1/messages/${toCoach}`, { as: session })).statusCode).toBe(404)
    expect((await api.call('POST', `/v1/messages/${own}/resend`, { as: session })).statusCode).toBe(403)
  })

  it('are empty for another practice', async () => {
    const id = await ledger.queue()
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
