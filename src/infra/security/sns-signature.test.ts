import { createSign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { isSignedBySns, isSnsUrl, type SnsMessage } from './sns-signature.ts'

const read = (name: string) =>
  readFileSync(new URL(`../../../test/samples/certificates/${name}`, import.meta.url), 'utf8')
const now = new Date('2026-12-01T00:00:00Z')
const certificate = async () => read('sns.pem')

function notification(changes: Partial<SnsMessage> = {}): SnsMessage {
  const message = {
    Type: 'Notification',
    MessageId: 'm-1',
    TopicArn: 'arn:aws:sns:eu-west-1:123456789012:mail',
    Message: '{"eventType":"Bounce"}',
    Timestamp: '2026-11-30T10:00:00.000Z',
    SignatureVersion: '2',
    SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-abc.pem',
    ...changes,
  }
  const fields = ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type'] as const
  const text = fields.map((field) => `${field}\n${message[field]}\n`).join('')
  const Signature = createSign(message.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256')
    .update(text)
    .sign(read('sns.key.pem'), 'base64')
  return { ...message, Signature, ...changes }
}

it.each(['1', '2'])('what Amazon signed is Amazon’s (version %s)', async (SignatureVersion) => {
  expect(await isSignedBySns(notification({ SignatureVersion }), certificate, now)).toBe(true)
})

it.each([
  ['another text', { Message: '{"eventType":"Delivery"}' }],
  ['another topic', { TopicArn: 'arn:aws:sns:eu-west-1:999999999999:mail' }],
  ['a certificate from elsewhere', { SigningCertURL: 'https://sns.eu-west-1.amazonaws.com.evil.example/a.pem' }],
  ['a type that is not signed', { Type: 'UnsubscribeConfirmation' }],
  ['a version that there is not', { SignatureVersion: '3' }],
])('%s is not', async (_, changes) => {
  expect(await isSignedBySns({ ...notification(), ...changes }, certificate, now)).toBe(false)
})

it.each(['2026-11-29T23:59:59.000Z', '2026-12-01T00:06:00.000Z', 'yesterday', ''])(
  'nor what was signed at %j',
  async (Timestamp) => {
    expect(await isSignedBySns(notification({ Timestamp }), certificate, now)).toBe(false)
  },
)

it('nor is what a certificate signed that is no longer good', async () => {
  const later = new Date('2226-12-01T00:00:00Z')
  expect(await isSignedBySns(notification({ Timestamp: later.toISOString() }), certificate, later)).toBe(false)
})

it.each([
  'http://sns.eu-west-1.amazonaws.com/a.pem', 'https://sns.eu-west-1.amazonaws.com.evil.example/a.pem',
  'https://evil.example/sns.eu-west-1.amazonaws.com/a.pem', 'https://sns.eu-west-1.amazonaws.com@evil.example/a.pem',
  'https://sns.eu-west-1.amazonaws.com:8443/a.pem', 'https://s3.amazonaws.com/bucket/a.pem', 'https://127.0.0.1/a.pem',
  'file:///etc/passwd', 'https://sns.evil.example.amazonaws.com/a.pem', '',
])('%j is nothing that is fetched', (url) => expect(isSnsUrl(url)).toBe(false)) // prettier-ignore
