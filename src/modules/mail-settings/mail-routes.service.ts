import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { SmtpServer } from '../../infra/mail/server.ts'
import { deriveKey, unseal } from '../../infra/security/secrets.ts'
import { findSettings, findVerifiedSender } from './mail-settings.repository.ts'

/** What passwords of mail servers and private keys of domains are sealed with. */
export const sealingKey = (secret: string): Buffer => deriveKey(secret, 'mail settings')

/** The practice's own address, once its domain is verified. */
export const verifiedSender = (trx: PracticeTrx): Promise<string | undefined> => findVerifiedSender(trx)

/** How letters of a practice leave. */
export interface MailRoute {
  /** Changes whenever the settings do. */
  version: string
  /** Its own server; without one, the platform's. */
  server?: SmtpServer
  idempotencyHeader?: string
  /** The address it sends from. Only with a key for its domain may that be used. */
  fromAddress?: string
  dkim?: { domain: string; selector: string; privateKey: string }
}

/** How letters of this practice leave; undefined for one that has settings of neither kind. */
export async function readMailRoute(trx: PracticeTrx, secret: string): Promise<MailRoute | undefined> {
  const stored = await findSettings(trx)
  if (!stored) return undefined
  const key = sealingKey(secret)
  const { smtpHost: host, smtpPort: port, smtpSecurity: security, smtpUser: userName, smtpPassword } = stored
  return {
    version: stored.updatedAt.toISOString(),
    ...(host && {
      server: { host, port: port!, security: security!, userName, password: smtpPassword && unseal(key, smtpPassword) },
    }),
    ...(stored.idempotencyHeader && { idempotencyHeader: stored.idempotencyHeader }),
    ...(stored.fromAddress && { fromAddress: stored.fromAddress }),
    ...(stored.domainVerifiedAt && {
      dkim: {
        domain: stored.dkimDomain!,
        selector: stored.dkimSelector!,
        privateKey: unseal(key, stored.dkimPrivateKey!),
      },
    }),
  }
}
