import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Database } from '../db/database.ts'
import { seal, unseal } from './secrets.ts'

/** The keys that access tokens are signed with. */
export interface SigningKeys {
  /** The key to sign with now. */
  current(): { kid: string; privatePem: string }
  /** The public key of that id, if it is one of ours and not retired. */
  find(kid: string): Promise<string | undefined>
  /** What `/.well-known/jwks.json` shows. */
  publicJwks(): JWK[]
}

interface StoredKey {
  kid: string
  publicJwk: JWK
  publicPem: string
  privatePem: string
}

/**
 * Reads the signing keys, making the first one where there is none. A key unknown here is looked for again at most
 * every few seconds, so that a key another process made is found and made-up ids cost nothing.
 */
export async function loadSigningKeys(db: Kysely<Database>, sealingKey: Buffer): Promise<SigningKeys> {
  let keys = await readKeys(db, sealingKey)
  if (keys.length === 0) {
    await storeNewKey(db, sealingKey)
    keys = await readKeys(db, sealingKey)
  }
  let readAt = performance.now()
  return {
    current: () => keys[0]!,
    async find(kid) {
      if (!keys.some((key) => key.kid === kid) && performance.now() - readAt > 5000) {
        readAt = performance.now()
        keys = await readKeys(db, sealingKey)
      }
      return keys.find((key) => key.kid === kid)?.publicPem
    },
    publicJwks: () => keys.map((key) => key.publicJwk),
  }
}

async function readKeys(db: Kysely<Database>, sealingKey: Buffer): Promise<StoredKey[]> {
  const rows = await db
    .selectFrom('signingKeys')
    .selectAll()
    .where('retiredAt', 'is', null)
    .orderBy('createdAt', 'desc')
    .orderBy('kid')
    .execute()
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
    }
  })
}

async function storeNewKey(db: Kysely<Database>, sealingKey: Buffer): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  const publicJwk = await exportJWK(publicKey)
  await db
    .insertInto('signingKeys')
    .values({
      kid: publicJwk.x!.slice(0, 16),
      publicJwk: JSON.stringify(publicJwk),
      sealedPrivateJwk: seal(sealingKey, JSON.stringify(await exportJWK(privateKey))),
    })
    .execute()
}
