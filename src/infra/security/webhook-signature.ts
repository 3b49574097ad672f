import { createHmac, timingSafeEqual } from 'node:crypto'

/** Older or newer than that, a message may be somebody's copy. */
const toleranceMs = 5 * 60_000

/** What stands in the headers of a signed message (Standard Webhooks). */
export interface SignedHeaders {
  id: string
  /** Seconds. */
  timestamp: string
  /** One signature or several, `v1,<base64>` each, with blanks between: secrets may be changing. */
  signature: string
}

/** Whether a body was signed with this secret (`whsec_…`) within five minutes of now. */
export function isSignedWebhook(
  secret: string,
  body: Buffer,
  { id, timestamp, signature }: SignedHeaders,
  now: Date,
): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || !(Math.abs(Number(timestamp) * 1000 - now.getTime()) <= toleranceMs))
    return false
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
  return signature.split(' ').some((one) => {
    const [version, value] = one.split(',')
    const given = Buffer.from(value ?? '', 'base64')
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
  })
}
