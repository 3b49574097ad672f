import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { SmtpServer } from '../../infra/mail/server.ts'
import { newToken, seal, unseal } from '../../infra/security/secrets.ts'
import { recordEvent } from '../events/events.service.ts'
import { dnsRecordOf } from '../../infra/mail/dns-record.ts'
import { eventsSecret } from './events-secret.service.ts'
import { findSettings, putSettings, type StoredSettings } from './mail-settings.repository.ts'
import { sealingKey } from './mail-routes.service.ts'
import { mailServerRefused, senderMissing } from './mail-settings.problems.ts'
import type { ReplaceMailSettingsBody } from './mail-settings.schemas.ts'
import { watchDomain } from './watching-domain.service.ts'

/** What these settings need beyond the database. */
export interface MailSettingsDeps {
  publicUrl: string
  /** Passwords and private keys are sealed with a key that derives from it. */
  secret: string
  /** Makes the two halves of a key. */
  newKeys(): Promise<{ publicKey: string; privateKey: string }>
  /** @throws with the reason when a mail server cannot be reached, is inside, or refuses the sign-in */
  verify(server: SmtpServer): Promise<void>
  /** The TXT records of a name. @throws when the DNS does not answer */
  lookUpTxt(name: string): Promise<string[]>
}

/** As the API shows them: no password, no private key. */
export async function getMailSettings(trx: PracticeTrx, { publicUrl, secret }: MailSettingsDeps) {
  const stored = await findSettings(trx)
  const { practiceId } = trx
  return {
    smtp: stored?.smtpHost
      ? {
          host: stored.smtpHost,
          port: stored.smtpPort!,
          security: stored.smtpSecurity!,
          userName: stored.smtpUser,
          hasPassword: stored.smtpPassword !== null,
          idempotencyHeader: stored.idempotencyHeader,
          verifiedAt: stored.smtpVerifiedAt!,
        }
      : null,
    sender: stored?.fromAddress
      ? {
          address: stored.fromAddress,
          domain: stored.dkimDomain!,
          status: stored.domainVerifiedAt ? ('verified' as const) : ('pending' as const),
          dnsRecord: dnsRecordOf(publicKeyOf(stored)),
          verifiedAt: stored.domainVerifiedAt,
          checkedAt: stored.domainCheckedAt,
        }
      : null,
    events: {
      url: `${publicUrl}/v1/mail-events/generic?practice=${practiceId}`,
      inboundUrl: `${publicUrl}/v1/inbound-mail/generic?practice=${practiceId}`,
      secret: eventsSecret(secret, practiceId),
    },
    updatedAt: stored?.updatedAt ?? null,
  }
}

const publicKeyOf = ({ dkimDomain, dkimSelector, dkimPublicKey }: StoredSettings) => ({
  domain: dkimDomain!,
  selector: dkimSelector!,
  publicKey: dkimPublicKey!,
})

/**
 * The mail server that a practice is about to use: as it was given, with the password that is kept if none was. Another
 * server never gets that one.
 */
export async function serverToVerify(
  trx: PracticeTrx,
  { smtp }: ReplaceMailSettingsBody,
  { secret }: Pick<MailSettingsDeps, 'secret'>,
): Promise<SmtpServer | undefined> {
  if (!smtp) return undefined
  const { host, port, security, userName, password } = smtp
  if (password !== undefined || userName === null) return { host, port, security, userName, password: password ?? null }
  const stored = await findSettings(trx)
  const isSame = stored?.smtpHost === host && stored.smtpPort === port && stored.smtpSecurity === security && stored.smtpUser === userName // prettier-ignore
  if (!isSame || !stored.smtpPassword) {
    throw mailServerRefused('Give the password: none is kept for this server and user.', {
      errors: [{ pointer: '/smtp/password', detail: 'must be given for a server or user that is new' }],
    })
  }
  return { host, port, security, userName, password: unseal(sealingKey(secret), stored.smtpPassword) }
}

/**
 * Replaces the settings by others whose server was verified. A domain that stays keeps its key, and a new one gets one
 * of its own, to be published before it is used.
 */
export async function replaceMailSettings(
  trx: PracticeTrx,
  { fromAddress, smtp }: ReplaceMailSettingsBody,
  server: SmtpServer | undefined,
  keys: { publicKey: string; privateKey: string },
  { secret }: Pick<MailSettingsDeps, 'secret'>,
): Promise<void> {
  const key = sealingKey(secret)
  await putSettings(trx, {
    smtpHost: server?.host ?? null,
    smtpPort: server?.port ?? null,
    smtpSecurity: server?.security ?? null,
    smtpUser: server?.userName ?? null,
    smtpPassword: server?.password ? seal(key, server.password) : null,
    idempotencyHeader: smtp?.idempotencyHeader ?? null,
    smtpVerifiedAt: server ? trx.now : null,
    ...(await senderFrom(trx, fromAddress, keys, key)),
  })
  await watchDomain(trx)
  await recordEvent(trx, {
    kind: 'mail_settings.replaced',
    subjectId: trx.practiceId,
    payload: { server: server ? `${server.host}:${server.port}` : null, fromAddress },
  })
}

async function senderFrom(
  trx: PracticeTrx,
  fromAddress: string | null,
  keys: { publicKey: string; privateKey: string },
  key: Buffer,
) {
  const domain = fromAddress?.slice(fromAddress.lastIndexOf('@') + 1) ?? null
  const stored = await findSettings(trx)
  if (domain && stored?.dkimDomain === domain) {
    const { dkimDomain, dkimSelector, dkimPublicKey, dkimPrivateKey, domainVerifiedAt, domainCheckedAt } = stored
    return { fromAddress, dkimDomain, dkimSelector, dkimPublicKey, dkimPrivateKey, domainVerifiedAt, domainCheckedAt }
  }
  return {
    fromAddress,
    dkimDomain: domain,
    // Its own for every practice and key, so that one domain can serve several, and an old record proves nothing.
    dkimSelector:
      domain &&
      `cadre-${newToken()
        .replace(/[^a-z0-9]/gi, '')
        .slice(0, 12)
        .toLowerCase()}`,
    dkimPublicKey: domain && keys.publicKey,
    dkimPrivateKey: domain ? seal(key, keys.privateKey) : null,
    domainVerifiedAt: null,
    domainCheckedAt: null,
  }
}

type DomainToCheck = { selector: string; name: string; publicKey: string }

/** What is to be looked up to see whether the sending domain is the practice's; undefined without one. */
export async function findDomainToCheck(trx: PracticeTrx): Promise<DomainToCheck | undefined> {
  const stored = await findSettings(trx)
  if (!stored?.fromAddress) return undefined
  const key = publicKeyOf(stored)
  return { selector: key.selector, publicKey: key.publicKey, name: dnsRecordOf(key).name }
}

/** As `findDomainToCheck`. @throws 409 without an address */
export async function getDomainToCheck(trx: PracticeTrx): Promise<DomainToCheck> {
  const domain = await findDomainToCheck(trx)
  if (!domain) throw senderMissing()
  return domain
}
