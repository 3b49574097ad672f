import { isSignedBySns, isSnsUrl } from '../../infra/security/sns-signature.ts'
import { certificateUnavailable, signatureRefused } from './mail-events.problems.ts'
import type { ProviderEvent } from './provider-event.rules.ts'
import { readSesEvent, SnsBody } from './ses.rules.ts'

export interface SesDeps {
  now(): Date
  /** The topics that may tell; others are refused, whoever signed them. */
  topics: string[]
  /** Gets a small text from an address of Amazon's. */
  fetchText(url: string): Promise<string>
}

/**
 * Reads what SNS posted. A subscription to a topic of ours is confirmed, at an address of Amazon's and nowhere else.
 *
 * @throws 401 for another topic, or what Amazon did not sign; 503 while its certificate cannot be had; ZodError, SyntaxError for what is no message
 */
export async function confirmOrRead(
  { now, topics, fetchText }: SesDeps,
  body: Buffer,
): Promise<ProviderEvent | undefined> {
  const message = SnsBody.parse(JSON.parse(body.toString()))
  const fetchCertificate = (url: string) =>
    fetchText(url).catch((cause: unknown) => {
      throw certificateUnavailable('Send it again later.', { cause })
    })
  const isOurs = topics.includes(message.TopicArn)
  if (!isOurs || !(await isSignedBySns(message, fetchCertificate, now()))) throw signatureRefused()
  if (message.Type === 'Notification') return readSesEvent(message.MessageId, message.Message)
  if (message.SubscribeURL && isSnsUrl(message.SubscribeURL)) await fetchText(message.SubscribeURL)
  return undefined
}
