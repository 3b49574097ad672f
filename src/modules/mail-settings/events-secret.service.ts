import { deriveKey } from '../../infra/security/secrets.ts'

/** What events about one practice's mails are signed with: nothing is stored, and nobody else's mails are reached with it. */
export const eventsSecret = (secret: string, practiceId: string): string =>
  `whsec_${deriveKey(secret, `mail events of ${practiceId}`).toString('base64')}`
