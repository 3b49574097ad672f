import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { snsBody, startAmazon, topic } from '../support/amazon.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Ledger, openLedger } from '../support/ledger.ts'

/* Amazon SES tells by SNS: from the signature of its certificate to what became of a mail. */

let api: TestApi
let amazon: Awaited<ReturnType<typeof startAmazon>>
let ledger: Ledger
beforeAll(async () => {
  api = await startTestApi({ SES_TOPIC_ARNS: topic })
  amazon = await startAmazon()
})
beforeEach(async () => {
  ledger = await openLedger(api)
  amazon.asked.length = 0
})
afterAll(async () => {
  await amazon.stop()
  await api.stop()
})

const post = async (body: string) => {
  // As SNS does, which calls its JSON text.
  const headers = { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': 'Notification' }
  return (await api.app.inject({ method: 'POST', url: '/v1/mail-events/ses', payload: body, headers })).statusCode
}

async function sentMail(): Promise<{ messageId: string; status: () => Promise<string> }> {
  const id = await ledger.queue()
  await ledger.record((await ledger.claim())!, [id], [[id, { kind: 'sent', response: '250 ok' }]])
  return { messageId: (await ledger.read(id)).messageId, status: async () => (await ledger.read(id)).status }
}

/** As SES words it: an id of its own, and the headers that the mail was sent with. */
const event = (eventType: string, messageId: string, more: object = {}) =>
  JSON.stringify({
    eventType,
    mail: {
      messageId: '010201-ses',
      headers: [
        { name: 'From', value: 'x' },
        { name: 'Message-ID', value: messageId },
      ],
    },
    ...more,
  })
const bounce = (messageId: string, bounceType = 'Permanent') =>
  event('Bounce', messageId, {
    bounce: {
      bounceType,
      bouncedRecipients: [{ emailAddress: 'ben@reader.example', diagnosticCode: 'smtp; 550 5.1.1' }],
    },
  })

describe('what Amazon signed', () => {
  it.each([
    ['Delivery', (id: string) => event('Delivery', id), 'delivered'],
    ['a bounce for good', (id: string) => bounce(id), 'bounced'],
    ['a bounce for now', (id: string) => bounce(id, 'Transient'), 'sent'],
    ['a complaint', (id: string) => event('Complaint', id), 'complained'],
    ['an opening', (id: string) => event('Open', id), 'sent'],
  ])('%s has its effect on the mail', async (_, message, becomes) => {
    const { messageId, status } = await sentMail()
    expect(await post(snsBody({ Message: message(messageId) }))).toBe(204)
    expect(await status()).toBe(becomes)
  })

  it('has it once, told again and again', async () => {
    const { messageId } = await sentMail()
    const body = snsBody({ Message: bounce(messageId, 'Transient') })
    for (let times = 0; times < 20; times += 1) expect(await post(body)).toBe(204)
    expect((await ledger.events()).filter((kind) => kind === 'message.bounced_softly')).toHaveLength(1)
  })

  it('confirms the subscription of our topic, at Amazon’s own address', async () => {
    const SubscribeURL = `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topic}&Token=t`
    expect(await post(snsBody({ Type: 'SubscriptionConfirmation', Token: 't', Message: 'You …', SubscribeURL }))).toBe(
      204,
    )
    expect(amazon.asked).toContain(SubscribeURL)
  })
})

describe('what is refused', () => {
  it.each([
    ['another text than was signed', {}, { Message: 'forged' }],
    ['somebody else’s topic', { TopicArn: 'arn:aws:sns:eu-west-1:999999999999:mail' }, {}],
    ['no signature at all', {}, { Signature: '' }],
    ['a signature of two days ago', { Timestamp: new Date(Date.now() - 2 * 86_400_000).toISOString() }, {}],
    ['a certificate that is none', { SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/none.pem' }, {}],
  ])('%s', async (_, signed, forged) => {
    const { messageId, status } = await sentMail()
    expect(await post(snsBody({ Message: bounce(messageId), ...signed }, forged))).toBe(401)
    expect(await status()).toBe('sent')
  })

  it.each(['redirects', 'huge'])(
    'a certificate that cannot be had (%s), so that Amazon sends it again',
    async (name) => {
      const { messageId, status } = await sentMail()
      const SigningCertURL = `https://sns.eu-west-1.amazonaws.com/${name}.pem`
      expect(await post(snsBody({ Message: bounce(messageId), SigningCertURL }))).toBe(503)
      expect(await status()).toBe('sent')
    },
  )

  it.each(['{', 'null', '{"Type":"Notification"}', ''])('no message of SNS: %j', async (body) => {
    expect(await post(body)).toBe(400)
  })

  it.each([
    'http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription',
    'https://sns.eu-west-1.amazonaws.com.evil.example/',
    'https://sns.eu-west-1.amazonaws.com@169.254.169.254/',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/',
    'file:///etc/passwd',
  ])('nothing is fetched from %s, whoever signs it', async (url) => {
    await post(snsBody({ Type: 'SubscriptionConfirmation', Token: 't', Message: 'You …', SubscribeURL: url }))
    await post(snsBody({ Message: bounce('<x@y.example>'), SigningCertURL: url }))
    expect(amazon.asked.filter((asked) => !asked.startsWith('https://sns.eu-west-1.amazonaws.com/'))).toEqual([])
  })
})
