import { createSign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { vi } from 'vitest'

const read = (name: string) => readFileSync(new URL(`../samples/certificates/${name}`, import.meta.url), 'utf8')

/** The topic that the tests' service listens to. */
export const topic = 'arn:aws:sns:eu-west-1:123456789012:mail'
const certificateUrl = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-test.pem'

const signedFields = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
}

export type SnsFields = Record<string, string>

let messages = 0

/** What SNS posts, signed with the key of the tests' certificate; `forged` is changed afterwards. */
export function snsBody(fields: SnsFields, forged: SnsFields = {}): string {
  const message: SnsFields = {
    Type: 'Notification',
    MessageId: `sns-${(messages += 1)}`,
    TopicArn: topic,
    Message: '',
    Timestamp: new Date().toISOString(),
    SignatureVersion: '2',
    SigningCertURL: certificateUrl,
    ...fields,
  }
  const names = signedFields[message['Type'] as keyof typeof signedFields] ?? []
  const text = names.flatMap((name) => (message[name] === undefined ? [] : [`${name}\n${message[name]}\n`])).join('')
  const Signature = createSign('RSA-SHA256').update(text).sign(read('sns.key.pem'), 'base64')
  return JSON.stringify({ ...message, Signature, ...forged })
}

/** A server in Amazon's place: whatever is fetched by its names arrives here, and nothing leaves the machine. */
export async function startAmazon() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/redirects')) return response.writeHead(302, { location: certificateUrl }).end()
    if (request.url?.startsWith('/huge')) return response.end('x'.repeat(1_000_000))
    response.end(
      request.url === '/SimpleNotificationService-test.pem' ? read('sns.pem') : '<ConfirmSubscriptionResponse/>',
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const real = globalThis.fetch
  vi.stubGlobal('fetch', (url: string, options: RequestInit) => {
    asked.push(url)
    const { pathname, search } = new URL(url)
    return real(`http://127.0.0.1:${port}${pathname}${search}`, options)
  })
  return {
    /** Every address that was fetched, in order. */
    asked,
    async stop() {
      vi.unstubAllGlobals()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
