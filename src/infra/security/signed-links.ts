import { timingSafeEqual } from 'node:crypto'
import { deriveKey, mac } from './secrets.ts'

/** What a signed link says. It carries this itself, so nothing is stored for the thousands that are never followed. */
export interface SignedLink {
  /** What it is good for, as a number of one byte. */
  purpose: number
  practiceId: string
  /** In whose hands it was given. */
  holderId: string
  /** What it is about. */
  subjectId: string
  issuedAt: Date
  /** From then on it is good for nothing; null when it always is. */
  expiresAt: Date | null
}

/** Makes and reads the tokens of links: 99 characters, which stand in one line of a mail. */
export interface LinkSigner {
  /** Instants are kept to the second, rounded down. */
  sign(link: SignedLink): string
  /** What a token says, expired or not; undefined when it is not ours to the bit. */
  read(token: string): SignedLink | undefined
}

/** Names the key, and how the rest is laid out: whoever changes either takes the next number, and reads both for a while. */
const version = 1
const macAt = 58
const length = macAt + 16

/** All links are signed with one key; what they are good for is part of what is signed. */
export function createLinkSigner(secret: string): LinkSigner {
  const key = deriveKey(secret, `links ${version}`)
  const signature = (body: Buffer) => mac(key, body).subarray(0, length - macAt)
  return {
    sign(link) {
      const body = encode(link)
      return Buffer.concat([body, signature(body)]).toString('base64url')
    },
    read(token) {
      const bytes = Buffer.from(token, 'base64url')
      // Of the many spellings that decode to the same bytes, only the one that we write.
      if (bytes.length !== length || bytes.toString('base64url') !== token) return undefined
      const body = bytes.subarray(0, macAt)
      const isOurs = timingSafeEqual(signature(body), bytes.subarray(macAt)) && body[0] === version
      return isOurs ? decode(body) : undefined
    },
  }
}

function encode({ purpose, practiceId, holderId, subjectId, issuedAt, expiresAt }: SignedLink): Buffer {
  const times = Buffer.alloc(8)
  times.writeUInt32BE(inSeconds(issuedAt), 0)
  times.writeUInt32BE(expiresAt ? inSeconds(expiresAt) : 0, 4)
  const ids = [practiceId, holderId, subjectId].map((id) => Buffer.from(id.replaceAll('-', ''), 'hex'))
  return Buffer.concat([Buffer.from([version, purpose]), ...ids, times])
}

function decode(body: Buffer): SignedLink {
  const idAt = (start: number) =>
    body.toString('hex', start, start + 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  const expires = body.readUInt32BE(54)
  return {
    purpose: body[1]!,
    practiceId: idAt(2),
    holderId: idAt(18),
    subjectId: idAt(34),
    issuedAt: new Date(body.readUInt32BE(50) * 1000),
    expiresAt: expires === 0 ? null : new Date(expires * 1000),
  }
}

const inSeconds = (at: Date): number => Math.floor(at.getTime() / 1000)
