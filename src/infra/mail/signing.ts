import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'

/** Signs what is sent from a domain; receivers find the other half at `<selector>._domainkey.<domain>`. */
export interface DkimKey {
  domain: string
  selector: string
  /** PEM. */
  privateKey: string
}

/** Nobody on the way may change these: RFC 8058 asks it of the two by which readers opt out. */
const signedHeaders = [
  'from', 'to', 'reply-to', 'subject', 'date', 'message-id', 'mime-version', 'content-type', 'auto-submitted',
  'list-unsubscribe', 'list-unsubscribe-post',
] // prettier-ignore

/**
 * The message with its signature before it (RFC 6376, rsa-sha256, relaxed/relaxed). The same key and message always give the
 * same bytes, so that a second attempt sends the same mail.
 */
export function signed(message: Buffer, { domain, selector, privateKey }: DkimKey): Buffer {
  const text = message.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const headers = new Map(
    text
      .slice(0, end)
      .split(/\r\n(?![ \t])/)
      .map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), relaxedHeader(line)]),
  )
  const names = signedHeaders.filter((name) => headers.has(name))
  const bodyHash = createHash('sha256')
    .update(relaxedBody(text.slice(end + 4)), 'latin1')
    .digest('base64')
  const unsigned = `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=${selector};\r\n h=${names.join(':')};\r\n bh=${bodyHash};\r\n b=`
  const toSign = [...names.map((name) => headers.get(name)!), relaxedHeader(unsigned)].join('\r\n')
  const signature = sign('sha256', Buffer.from(toSign, 'latin1'), keyOf(privateKey)).toString('base64')
  return Buffer.concat([Buffer.from(`${unsigned}${signature.replace(/.{72}(?=.)/g, '$&\r\n ')}\r\n`), message])
}

function relaxedHeader(line: string): string {
  const colon = line.indexOf(':')
  const value = line.slice(colon + 1).replace(/\r\n/g, '').replace(/[ \t]+/g, ' ').trim() // prettier-ignore
  return `${line.slice(0, colon).trim().toLowerCase()}:${value}`
}

function relaxedBody(body: string): string {
  const text = body.replace(/[ \t]+/g, ' ').replace(/ (?=\r\n|$)/g, '').replace(/(?:\r\n)*$/, '') // prettier-ignore
  return text === '' ? '' : `${text}\r\n`
}

const keys = new Map<string, KeyObject>()

/** Reading a key costs more than signing with it. */
function keyOf(privateKey: string): KeyObject {
  const known = keys.get(privateKey)
  if (known) return known
  if (keys.size >= 1000) keys.clear()
  const made = createPrivateKey(privateKey)
  keys.set(privateKey, made)
  return made
}

/** Whether a text is a key that receivers take signatures of. */
export function isRsaPrivateKey(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem)
    return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 1024
  } catch {
    return false
  }
}

/** The other half of a private key: the `p=` of its DNS record. */
export const publicKeyOf = (privateKey: string): string =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64')

/** A new pair of keys: RSA of 2048 bits, which every receiver verifies. `publicKey` is the `p=` of the DNS record. */
export async function newDkimKeys(): Promise<{ publicKey: string; privateKey: string }> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return { publicKey: publicKey.toString('base64'), privateKey }
}
