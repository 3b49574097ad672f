import { createVerify, X509Certificate } from 'node:crypto'

/** A message of Amazon SNS as it is posted. */
export interface SnsMessage {
  Type: string
  MessageId: string
  TopicArn: string
  Message: string
  Timestamp: string
  SignatureVersion: string
  Signature: string
  SigningCertURL: string
  Subject?: string | undefined
  SubscribeURL?: string | undefined
  Token?: string | undefined
}

const signedFields = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const

/** Whether an address is one of Amazon SNS itself: nothing else is ever fetched because a message says so. */
export function isSnsUrl(text: string): boolean {
  const url = URL.parse(text)
  if (!url || url.protocol !== 'https:' || url.username || url.password || url.port) return false
  return /^sns\.[a-z0-9-]{1,40}\.amazonaws\.com(\.cn)?$/.test(url.hostname)
}

/** Amazon tries for hours to deliver; what is older somebody has kept. */
const oldestMs = 24 * 3_600_000
const aheadMs = 5 * 60_000

/**
 * Whether Amazon signed a message, not longer ago than a day.
 *
 * @param fetchCertificate gets the PEM from an address that is Amazon's; what it throws is thrown
 */
export async function isSignedBySns(
  message: SnsMessage,
  fetchCertificate: (url: string) => Promise<string>,
  now: Date,
): Promise<boolean> {
  const fields = signedFields[message.Type as keyof typeof signedFields]
  const algorithm = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' }[message.SignatureVersion]
  if (!fields || !algorithm || !isSnsUrl(message.SigningCertURL) || !message.SigningCertURL.endsWith('.pem'))
    return false
  const ageMs = now.getTime() - Date.parse(message.Timestamp)
  if (!(ageMs <= oldestMs && ageMs >= -aheadMs)) return false
  const certificate = readCertificate(await fetchCertificate(message.SigningCertURL))
  if (!certificate || now < new Date(certificate.validFrom) || now > new Date(certificate.validTo)) return false
  const text = fields
    .flatMap((field) => (message[field] === undefined ? [] : [`${field}\n${message[field]}\n`]))
    .join('')
  return createVerify(algorithm).update(text).verify(certificate.publicKey, message.Signature, 'base64')
}

function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}
