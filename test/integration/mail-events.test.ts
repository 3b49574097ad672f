import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Ledger, openLedger } from '../support/ledger.ts'
import { signedPost } from '../support/signed-post.ts'

const platformSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

let api: TestApi
let ledger: Ledger
beforeAll(async () => {
  api = await startTestApi({ MAIL_EVENTS_SECRET: platformSecret })
})
beforeEach(async () => {
  ledger = await openLedger(api)
})
afterAll(() => api.stop())

/** A mail that a server took. */
async function sentMail(of: Ledger = ledger): Promise<{ id: string; messageId: string }> {
  const id = await of.queue()
  const slice = (await of.claim())!
  await of.record(slice, [id], [[id, { kind: 'sent', response: '250 ok' }]])
  return { id, messageId: (await of.read(id)).messageId }
}

const told = (type: string, messageId: string, more = {}) => JSON.stringify({ type, data: { messageId, ...more } })

const url = '/v1/mail-events/generic'
const status = async (id: string, of: Ledger = ledger) => (await of.read(id)).status

const ownSecret = async (of: Ledger) =>
  (await api.call('GET', '/v1/practice/mail-settings', { as: of.practice.owner })).json<{
    events: { secret: string }
  }>().events.secret

describe('what a provider tells', () => {
  it.each([
    ['mail.delivered', {}, 'delivered'],
    ['mail.bounced', { bounce: 'hard' }, 'bounced'],
    ['mail.bounced', { bounce: 'soft' }, 'sent'],
    ['mail.complained', {}, 'complained'],
    ['mail.opened', {}, 'sent'],
  ])('%s %j is known by the Message-ID alone', async (type, more, becomes) => {
    const { id, messageId } = await sentMail()
    const { statusCode } = await signedPost(api, url, told(type, messageId, more), { secret: platformSecret })
    expect(statusCode).toBe(204)
    expect(await status(id)).toBe(becomes)
  })

  it('has one effect, told a hundred times', async () => {
    const { id, messageId } = await sentMail()
    for (let times = 0; times < 100; times += 1) {
      const again = { secret: platformSecret, id: 'evt_the_same' }
      expect((await signedPost(api, url, told('mail.replied', messageId), again)).statusCode).toBe(204)
    }
    const { rows } = await api.database.admin.query(
      `select count(*)::int from events where subject_id = $1 and kind = 'message.replied'`,
      [id],
    )
    expect(rows).toEqual([{ count: 1 }])
  })

  it('keeps further mail from an address that bounced', async () => {
    const { messageId } = await sentMail()
    await signedPost(api, url, told('mail.bounced', messageId), { secret: platformSecret })
    const again = await ledger.queue()
    expect(await ledger.claim()).toBeUndefined()
    expect(await status(again)).toBe('suppressed')
  })

  it('of a mail that nobody knows is accepted, and has no effect', async () => {
    const body = told('mail.bounced', '<nobody@knows.example>')
    expect((await signedPost(api, url, body, { secret: platformSecret })).statusCode).toBe(204)
  })

  it.each(['{', '[]', '{"type":1}', 'null', ''])('is refused when it is no event: %j', async (body) => {
    expect((await signedPost(api, url, body, { secret: platformSecret })).statusCode).toBe(400)
  })
})

describe('who may not tell', () => {
  const minute = 60_000
  it.each([
    ['signs with another secret', { secret: `whsec_${Buffer.alloc(24, 8).toString('base64')}` }],
    ['signed more than five minutes ago', { secret: platformSecret, at: Date.now() - 6 * minute }],
    ['signed for later', { secret: platformSecret, at: Date.now() + 6 * minute }],
  ])('who %s', async (_, options) => {
    const { id, messageId } = await sentMail()
    const refused = await signedPost(api, url, told('mail.bounced', messageId), options)
    expect(refused.statusCode).toBe(401)
    expect(refused.json()).toMatchObject({ code: 'signature_refused' })
    expect(await status(id)).toBe('sent')
  })

  it.each([
    [{}],
    [{ 'webhook-id': 'evt', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)), 'webhook-signature': 'v1,' }],
    [{ 'webhook-id': 'evt', 'webhook-timestamp': 'NaN', 'webhook-signature': 'v1,AAAA' }],
  ])('who does not sign: %j', async (headers) => {
    const { messageId } = await sentMail()
    const payload = told('mail.bounced', messageId)
    const refused = await api.app.inject({
      method: 'POST',
      url,
      payload,
      headers: { 'content-type': 'application/json', ...headers },
    })
    expect(refused.statusCode).toBe(401)
  })

  it('a practice’s own provider of another’s mails, and it is not told so', async () => {
    const other = await openLedger(api)
    const { id, messageId } = await sentMail()
    const theirs = `${url}?practice=${other.practice.practiceId}`
    const secret = await ownSecret(other)
    expect((await signedPost(api, theirs, told('mail.bounced', messageId), { secret })).statusCode).toBe(204)
    expect(await status(id)).toBe('sent')
    const mine = `${url}?practice=${ledger.practice.practiceId}`
    expect((await signedPost(api, mine, told('mail.bounced', messageId), { secret })).statusCode).toBe(401)
    expect(
      (await signedPost(api, mine, told('mail.bounced', messageId), { secret: await ownSecret(ledger) })).statusCode,
    ).toBe(204)
    expect(await status(id)).toBe('bounced')
  })
})

describe('a mail that comes in', () => {
  const hand = (raw: string, id?: string) =>
    signedPost(api, '/v1/inbound-mail/generic', raw, {
      secret: platformSecret,
      type: 'message/rfc822',
      ...(id && { id }),
    })

  const notification = (messageId: string, code: string) =>
    [
      'From: MAILER-DAEMON@mx.example',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      'Final-Recipient: rfc822; ben@reader.example',
      'Action: failed',
      `Status: ${code}`,
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${messageId}`,
      '--b--',
    ].join('\r\n')

  it.each([
    ['5.1.1', 'bounced'],
    ['5.2.2', 'sent'],
    ['4.4.7', 'sent'],
  ])('and says that one came back with %s', async (code, becomes) => {
    const { id, messageId } = await sentMail()
    expect((await hand(notification(messageId, code))).statusCode).toBe(204)
    expect(await status(id)).toBe(becomes)
  })

  it('and is an answer becomes a task; an automatic one does not', async () => {
    const { messageId } = await sentMail()
    const answer = `From: Ben <ben@reader.example>\r\nIn-Reply-To: ${messageId}\r\nSubject: Re: Good news\r\n`
    await hand(`${answer}Auto-Submitted: auto-replied\r\n\r\nI am away.`)
    const tasks = async () =>
      (await api.call('GET', '/v1/tasks?kind=reply', { as: ledger.practice.owner })).json<{ data: unknown[] }>().data
    expect(await tasks()).toEqual([])
    await hand(`${answer}\r\nHow nice!`)
    expect(await tasks()).toMatchObject([{ title: 'Ben Okafor answered “Good news”' }])
  })

  it('by the address alone says nothing', async () => {
    const { id } = await sentMail()
    const raw = notification('<made.up@elsewhere.example>', '5.1.1')
    expect((await hand(raw)).statusCode).toBe(204)
    expect(await status(id)).toBe('sent')
  })
})
