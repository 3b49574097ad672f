import type { IncomingHttpHeaders } from 'node:http'
import { isSignedWebhook } from '../../infra/security/webhook-signature.ts'
import { eventsSecret } from '../mail-settings/events-secret.service.ts'
import { signatureRefused } from './mail-events.problems.ts'

export interface SignatureDeps {
  now(): Date
  /** From which the practices' own secrets derive. */
  secret: string
  /** The platform's provider's; without it, it tells nothing. */
  platformSecret: string | undefined
}

/** @returns the id that was signed with it. @throws 401 unless the body was signed, a moment ago, by who speaks for this practice, or for the platform */
export function requireSignature(
  { now, secret, platformSecret }: SignatureDeps,
  headers: IncomingHttpHeaders,
  body: Buffer,
  practiceId: string | undefined,
): string {
  const key = practiceId === undefined ? platformSecret : eventsSecret(secret, practiceId)
  const [id, timestamp, signature] = [
    headers['webhook-id'],
    headers['webhook-timestamp'],
    headers['webhook-signature'],
  ].map(String)
  const given = { id: id!, timestamp: timestamp!, signature: signature! }
  const isNamed = headers['webhook-id'] !== undefined && given.id.length <= 200
  if (!key || !isNamed || !isSignedWebhook(key, body, given, now())) throw signatureRefused()
  return given.id
}
