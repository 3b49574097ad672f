import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLinkSigner, type SignedLink } from './signed-links.ts'

const signer = createLinkSigner('a secret of this test, long enough')
const seconds = fc.integer({ min: 1, max: 2 ** 32 - 1 }).map((count) => new Date(count * 1000))
const links: fc.Arbitrary<SignedLink> = fc.record({
  purpose: fc.nat(255),
  practiceId: fc.uuid(),
  holderId: fc.uuid(),
  subjectId: fc.uuid(),
  issuedAt: seconds,
  expiresAt: fc.option(seconds),
})

test('a token says what was signed, in 99 characters that need no escaping', () => {
  fc.assert(
    fc.property(links, (link) => {
      const token = signer.sign(link)
      expect(token).toMatch(/^[\w-]{99}$/)
      expect(signer.read(token)).toEqual(link)
    }),
  )
})

test('a token with any bit flipped, any character changed, added or left out is none of ours', () => {
  const [link] = fc.sample(links, 1)
  const token = signer.sign(link!)
  const bytes = Buffer.from(token, 'base64url')
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = Buffer.from(bytes)
    flipped[bit >> 3]! ^= 1 << (bit & 7)
    expect(signer.read(flipped.toString('base64url')), `bit ${bit}`).toBeUndefined()
  }
  for (let at = 0; at < token.length; at += 1) {
    const [before, after] = [token.slice(0, at), token.slice(at + 1)]
    const others = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= '.replace(token[at]!, '')
    for (const other of others) expect(signer.read(`${before}${other}${after}`)).toBeUndefined()
    expect(signer.read(before + after)).toBeUndefined()
    expect(signer.read(`${before} ${token.slice(at)}`)).toBeUndefined()
  }
})

test('another secret signs other tokens', () => {
  const elsewhere = createLinkSigner('another secret, of another deployment')
  fc.assert(fc.property(links, (link) => elsewhere.read(signer.sign(link)) === undefined))
})

test('nonsense is no token', () => {
  fc.assert(fc.property(fc.string(), (text) => signer.read(text) === undefined))
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 74, maxLength: 74 }),
      (bytes) => signer.read(Buffer.from(bytes).toString('base64url')) === undefined,
    ),
  )
})
