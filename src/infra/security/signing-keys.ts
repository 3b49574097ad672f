import type { JWK } from 'jose'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Report } from '../logging/reports.ts'
import { addFirstSigningKey } from './key-rotation.ts'
import { unseal } from './secrets.ts'

/** The keys that access tokens are signed with, as this process knows them. */
export interface SigningKeys {
  /** The key to sign with now. */
  current(): { kid: string; privatePem: string }
  /** The public key of that id, if it is one of ours and neither retired nor withdrawn. */
  find(kid: string): Promise<string | undefined>
  /** What `/.well-known/jwks.json` shows: what will be signed with, is, and was until lately. */
  publicJwks(): JWK[]
  close(): void
}

interface Key {
  kid: string
  publicJwk: JWK
  publicPem: string
  privatePem: string
  /** By `performance.now()`: no clock of ours has to be right for all processes to change keys at one moment. */
  signsFrom: number
  retiresAt: number
}

/** How often a process looks for what has become of the keys: a withdrawn one is refused so soon. */
const rereadMs = 5_000

/**
 * Reads the signing keys, making the first one where there is none, and again every five seconds. A key unknown here is
 * looked for at once, but at most every five seconds, so that made-up ids cost nothing.
 */
export async function loadSigningKeys(db: Kysely<Database>, sealingKey: Buffer, report: Report): Promise<SigningKeys> {
  await addFirstSigningKey(db, sealingKey)
  let keys = await readKeys(db, sealingKey)
  let readAt = performance.now()
  const reread = async () => {
    readAt = performance.now()
    keys = await readKeys(db, sealingKey)
  }
  const timer = setInterval(() => {
    reread().catch((error: unknown) => report(error, 'reading the signing keys'))
  }, rereadMs).unref()
  const good = () => keys.filter(({ retiresAt }) => retiresAt > performance.now())
  return {
    current() {
      const key = good().find(({ signsFrom }) => signsFrom <= performance.now())
      if (!key) throw new Error('there is no key to sign with')
      return key
    },
    async find(kid) {
      if (!keys.some((key) => key.kid === kid) && performance.now() - readAt > 5000) await reread()
      return good().find((key) => key.kid === kid)?.publicPem
    },
    publicJwks: () => good().map(({ publicJwk }) => publicJwk),
    close: () => clearInterval(timer),
  }
}

/** The keys that still count for something, those that sign last first. */
async function readKeys(db: Kysely<Database>, sealingKey: Buffer): Promise<Key[]> {
  const rows = await db
    .selectFrom('signingKeys')
    .select(['kid', 'publicJwk', 'sealedPrivateJwk'])
    .select(sql<number>`(extract(epoch from signs_from - clock_timestamp()) * 1000)::float8`.as('signsInMs'))
    .select(sql<number | null>`(extract(epoch from retires_at - clock_timestamp()) * 1000)::float8`.as('retiresInMs'))
    .where((eb) => eb.or([eb('retiresAt', 'is', null), eb('retiresAt', '>', sql<Date>`clock_timestamp()`)]))
    .orderBy('signsFrom', 'desc')
    .orderBy('kid')
    .execute()
  const now = performance.now()
  return rows.map((row) => {
    const publicJwk = row.publicJwk as JWK
    const privateJwk = JSON.parse(unseal(sealingKey, row.sealedPrivateJwk)) as JWK
    return {
      kid: row.kid,
      publicJwk: { ...publicJwk, kid: row.kid, alg: 'EdDSA', use: 'sig' },
      publicPem: createPublicKey({ key: publicJwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString(),
      privatePem: createPrivateKey({ key: privateJwk, format: 'jwk' })
        .export({ type: 'pkcs8', format: 'pem' })
        .toString(),
      signsFrom: now + row.signsInMs,
      retiresAt: row.retiresInMs === null ? Infinity : now + row.retiresInMs,
    }
  })
}
