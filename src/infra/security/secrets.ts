import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/** Everything secret is derived from the deployment's one secret, each purpose under a name of its own. */
export const deriveKey = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, 'cadre', purpose, 32))

/** A new bearer secret: 256 bits, URL-safe. Only its hash is ever stored. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What is stored of a token. A plain SHA-256 is right for 256 random bits (OWASP ASVS 5, 6.5.2). */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/** HMAC-SHA-256. */
export const mac = (key: Buffer, data: Buffer | string): Buffer =>
  createHmac('sha256', prepared(key)).update(data).digest()

/** HMAC-SHA-256, base64url. */
export const sign = (key: Buffer, text: string): string => mac(key, text).toString('base64url')

const keys = new WeakMap<Buffer, KeyObject>()

/** Making a key ready costs more than signing a short text with it. */
function prepared(key: Buffer): KeyObject {
  const known = keys.get(key)
  if (known) return known
  const made = createSecretKey(key)
  keys.set(key, made)
  return made
}

/** Whether a signature is the one `sign` gives, compared in constant time. */
export function isSigned(key: Buffer, text: string, signature: string): boolean {
  const expected = Buffer.from(sign(key, text))
  const given = Buffer.from(signature)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

/** AES-256-GCM: 12 bytes of nonce, 16 of tag, then the ciphertext. */
export function seal(key: Buffer, plain: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

/** @throws when the key is another or the bytes were altered */
export function unseal(key: Buffer, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
  decipher.setAuthTag(sealed.subarray(12, 28))
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8')
}
