import { timingSafeEqual } from 'node:crypto'
import { deriveKey, mac } from './secrets.ts'

/** Mail addresses that say by themselves whose they are, and that nobody else can make. */
export interface AddressSigner {
  addressOf(id: string): string
  /** The ids that addresses of ours in a text stand for, each once. */
  idsIn(text: string): string[]
}

const letters = 'abcdefghijklmnopqrstuvwxyz234567'
/** 16 bytes of id and 9 of signature, whose length in base32 leaves no bits over: one spelling each. */
const local = /\blog-([a-z2-7]{40})@([a-z0-9.-]+)/gi
const idBytes = 16

/** @param domain what is mailed to it is handed in here; case means nothing in an address */
export function createAddressSigner(secret: string, domain: string): AddressSigner {
  const key = deriveKey(secret, 'logging addresses')
  const signature = (id: Buffer) => mac(key, id).subarray(0, 9)
  return {
    addressOf(id) {
      const bytes = Buffer.from(id.replaceAll('-', ''), 'hex')
      return `log-${encode(Buffer.concat([bytes, signature(bytes)]))}@${domain}`
    },
    idsIn(text) {
      const found = [...text.matchAll(local)].flatMap(([, token, host]) => {
        const bytes = decode(token!.toLowerCase())
        const id = bytes.subarray(0, idBytes)
        const isOurs =
          host!.toLowerCase().replace(/\.$/, '') === domain && timingSafeEqual(bytes.subarray(idBytes), signature(id))
        return isOurs ? [asUuid(id.toString('hex'))] : []
      })
      return [...new Set(found)]
    },
  }
}

/** Base32 (RFC 4648) in small letters: mail servers may change case. Of a whole number of five bytes. */
function encode(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return bits.replace(/.{5}/g, (five) => letters[Number.parseInt(five, 2)]!)
}

function decode(text: string): Buffer {
  const bits = text.replace(/./g, (letter) => letters.indexOf(letter).toString(2).padStart(5, '0'))
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

const asUuid = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
