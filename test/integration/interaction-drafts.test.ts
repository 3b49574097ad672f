import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { getClient } from '../../src/modules/clients/clients.service.ts'
import { inTheCoachsName } from '../../src/modules/enforcement/client-letters.service.ts'
import { queueMessage } from '../../src/modules/messages/messages.service.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { signedPost } from '../support/signed-post.ts'

/* What a client mails, with a copy to their private address, becomes a draft that somebody confirms. */

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ MAIL_EVENTS_SECRET: secret, MAIL_INBOUND_DOMAIN: 'log.cadre.example' })
})
afterAll(() => api.stop())

interface Draft {
  id: string
  direction: string
  people: { name: string; email: string; contactId: string | null }[]
  subject: string | null
  body: string | null
}

let practice: TestPractice
let as: string
let network: string
let address: string
let clientId: string
let benId: string
let mails = 0

const call = (method: string, url: string, body?: unknown, who = as) => api.call(method, url, { as: who, body })
const made = async (url: string, body: unknown) => (await call('POST', url, body)).json<{ id: string }>().id
const drafts = async () => (await call('GET', `${network}/interaction-drafts`)).json<{ data: Draft[] }>().data
const conversations = async () => (await call('GET', `${network}/interactions`)).json<{ data: object[] }>().data
const tasks = async (status = 'open') =>
  (await call('GET', `/v1/tasks?kind=interaction_draft&status=${status}`)).json<{ data: { title: string }[] }>().data

beforeEach(async () => {
  practice = await api.practice()
  as = practice.owner
  clientId = await made('/v1/clients', { name: 'Maya Sandoval', email: 'maya@clients.example', timeZone: 'UTC' })
  network = `/v1/clients/${clientId}`
  benId = await made(`${network}/contacts`, { name: 'Ben Okafor', email: 'Ben@Reader.example' })
  address = (await call('GET', `${network}/logging-address`)).json<{ address: string }>().address
})

const mail = (changes: Record<string, string | null> = {}, body = 'Shall we meet?') => {
  mails += 1
  const headers: Record<string, string | null> = {
    'Delivered-To': address,
    From: 'Maya <maya@clients.example>',
    To: '"Okafor, Ben" <ben@reader.example>',
    Subject: 'Coffee?',
    Date: 'Mon, 02 Nov 2026 10:00:00 +0100',
    'Message-ID': `<mail${mails}@clients.example>`,
    ...changes,
  }
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]))
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
const hand = async (raw: string, url = '/v1/inbound-mail/generic', options: object = {}) =>
  (await signedPost(api, url, raw, { secret, type: 'message/rfc822', ...options })).statusCode

describe('a mail to the logging address', () => {
  it('is a draft of what the client wrote to their contact, until it is confirmed', async () => {
    expect(await hand(mail())).toBe(204)
    const [draft] = await drafts()
    expect(draft).toMatchObject({
      direction: 'outbound',
      occurredAt: '2026-11-02T09:00:00.000Z',
      people: [{ name: 'Okafor, Ben', email: 'ben@reader.example', contactId: benId }],
      subject: 'Coffee?',
      body: 'Shall we meet?',
    })
    expect(await conversations()).toEqual([])
    expect(await tasks()).toMatchObject([{ title: 'Note the conversation with Okafor, Ben, or discard it' }])

    const confirmed = await call('POST', `/v1/interaction-drafts/${draft!.id}/confirm`, { minutes: 5 })
    expect(confirmed.statusCode, confirmed.body).toBe(201)
    const logged = { type: 'email', direction: 'outbound', occurredAt: '2026-11-02T09:00:00.000Z', minutes: 5, summary: 'Coffee?\n\nShall we meet?' } // prettier-ignore
    expect(await conversations()).toMatchObject([{ ...logged, contacts: [{ contactId: benId }] }])
    expect(confirmed.headers.location).toBe(`/v1/interactions/${confirmed.json<{ id: string }>().id}`)
    expect(await drafts()).toEqual([])
    expect(await tasks()).toEqual([])
    expect(await tasks('done')).toHaveLength(1)
    expect((await call('POST', `/v1/interaction-drafts/${draft!.id}/confirm`)).statusCode).toBe(404)
  })

  it('is a draft of what a contact wrote, when it comes from them', async () => {
    await hand(mail({ From: 'Ben <ben@reader.example>', To: address, 'Delivered-To': null }))
    expect(await drafts()).toMatchObject([{ direction: 'inbound', people: [{ contactId: benId }] }])
  })

  it('waits for somebody to say with whom it was, where nobody in it is a contact', async () => {
    await hand(mail({ To: 'Olga <olga@new.example>' }))
    const [draft] = await drafts()
    const url = `/v1/interaction-drafts/${draft!.id}/confirm`
    const refused = await call('POST', url)
    expect(refused.statusCode).toBe(422)
    expect(refused.json()).toMatchObject({ errors: [{ pointer: '/contacts' }] })
    const olgaId = await made(`${network}/contacts`, { name: 'Olga Brandt', email: 'olga@new.example' })
    expect(await drafts()).toMatchObject([{ people: [{ contactId: olgaId }] }])
    expect((await call('POST', url)).statusCode).toBe(201)
  })

  it('can be discarded, and is not done by a click on its task', async () => {
    await hand(mail())
    const [draft] = await drafts()
    const [task] = (await call('GET', '/v1/tasks?kind=interaction_draft')).json<{ data: { id: string }[] }>().data
    expect((await call('POST', `/v1/tasks/${task!.id}/done`)).statusCode).toBe(409)
    expect((await call('DELETE', `/v1/interaction-drafts/${draft!.id}`)).statusCode).toBe(204)
    expect(await drafts()).toEqual([])
    expect(await tasks()).toEqual([])
    expect(await conversations()).toEqual([])
  })

  it('is one draft, however often it is handed in', async () => {
    const raw = mail()
    for (let times = 0; times < 3; times += 1) await hand(raw)
    expect(await drafts()).toHaveLength(1)
  })

  it.each([
    ['an automatic answer', () => mail({ 'Auto-Submitted': 'auto-replied' })],
    ['to an address that is not ours to the letter', () => mail({ 'Delivered-To': address.replace('log-', 'log-a') })],
    ['that only quotes the address', () => mail({ 'Delivered-To': null }, `Write to ${address}`)],
    ['that is no mail', () => '\0\xff'],
  ])('is none: one %s', async (_, raw) => {
    expect(await hand(raw())).toBe(204)
    expect(await drafts()).toEqual([])
  })

  it('of a hostile mail there is no more than its words', async () => {
    const boundary = 'b'
    const html = '<script>alert(1)</script><p>Hello <img src="http://evil.example/x.png" onerror="x()"></p>'
    const body = `--${boundary}\r\nContent-Type: text/html\r\n\r\n${html}\r\n--${boundary}--`
    await hand(mail({ 'Content-Type': `multipart/mixed; boundary=${boundary}`, Subject: '=?utf-8?Q?a=0D=0ABcc:_x@y.example?=' }, body)) // prettier-ignore
    const [draft] = await drafts()
    expect(draft!.body).toBe('Hello [http://evil.example/x.png]')
    await hand(mail({}, 'x'.repeat(500_000)))
    expect((await drafts())[0]!.body).toHaveLength(10_000)
  })
})

describe('an answer to a letter in the coach’s name', () => {
  const letter = async () => {
    const { office, db } = api.container
    const id = await enterAsSystem(db, practice.practiceId, async (trx) => {
      const client = await getClient(trx, clientId)
      const shared = await inTheCoachsName(trx, { client, office })
      return queueMessage(trx, { ...shared, kind: 'reminder', subject: 'This week', text: 'Two to go.' })
    })
    return (await call('GET', `/v1/messages/${id}`)).json<{ messageId: string; replyTo: string }>()
  }

  it('goes to the logging address, which passes it on to the coach and keeps it as a draft', async () => {
    const { messageId, replyTo } = await letter()
    expect(replyTo).toBe(address)
    const answer = mail({ To: address, 'In-Reply-To': messageId, Subject: 'Re: This week' }, 'I met Ben.')
    await hand(answer)
    await hand(answer)
    const { data } = (await call('GET', '/v1/messages?kind=answer_passed_on')).json<{ data: { id: string }[] }>()
    expect(data).toMatchObject([{ subject: 'Re: This week', from: { name: 'Maya' }, replyTo: 'maya@clients.example' }])
    expect((await call('GET', `/v1/messages/${data[0]!.id}/content`)).json<{ text: string }>().text).toMatch(
      /^I met Ben\./,
    )
    expect(await drafts()).toMatchObject([{ direction: 'outbound', people: [], body: 'I met Ben.' }])
    // What the coach gets about a client is not the client's to read.
    const asClient = await call(
      'GET',
      '/v1/messages?kind=answer_passed_on',
      undefined,
      await practice.clientSession(clientId),
    )
    expect(asClient.json()).toMatchObject({ data: [] })
  })

  it('by a machine is passed on to nobody', async () => {
    const { messageId } = await letter()
    await hand(mail({ 'In-Reply-To': messageId, Subject: 'Automatic reply: This week' }))
    expect((await call('GET', '/v1/messages?kind=answer_passed_on')).json()).toMatchObject({ data: [] })
    expect(await drafts()).toEqual([])
  })
})

describe('walls', () => {
  it('a practice’s own provider hands in for its own clients alone', async () => {
    const other = await api.practice()
    const settings = await api.call('GET', '/v1/practice/mail-settings', { as: other.owner })
    const { inboundUrl, secret: theirs } = settings.json<{ events: { inboundUrl: string; secret: string } }>().events
    expect(await hand(mail(), new URL(inboundUrl).pathname + new URL(inboundUrl).search, { secret: theirs })).toBe(204)
    expect(await drafts()).toEqual([])
  })

  it('whoever was erased is not brought back by a mail, and what is left of theirs goes with them', async () => {
    await hand(mail())
    await call('POST', `/v1/contacts/${benId}/erase`)
    expect(await drafts()).toEqual([])
    expect(await tasks()).toEqual([])
    await hand(mail())
    expect(await drafts()).toEqual([])
  })

  it('a suspended client can still confirm and discard', async () => {
    await hand(mail())
    await hand(mail())
    expect((await call('POST', `${network}/suspend`, { reason: 'we have not talked' })).statusCode).toBe(200)
    const client = await practice.clientSession(clientId)
    const [one, two] = await drafts()
    expect((await call('POST', `/v1/interaction-drafts/${one!.id}/confirm`, undefined, client)).statusCode).toBe(201)
    expect((await call('DELETE', `/v1/interaction-drafts/${two!.id}`, undefined, client)).statusCode).toBe(204)
  })
})
