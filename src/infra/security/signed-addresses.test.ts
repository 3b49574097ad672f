import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createAddressSigner } from './signed-addresses.ts'

const domain = 'log.cadre.example'
const signer = createAddressSigner('one secret of at least thirty-two characters', domain)
const id = '01981c3e-7b5a-7d3e-9f0a-5b1c2d3e4f50'

it('an address says whose it is, in a local part that every server takes', () => {
  fc.assert(
    fc.property(fc.uuid(), (any) => {
      const address = signer.addressOf(any)
      expect(address.indexOf('@')).toBeLessThanOrEqual(64)
      expect(signer.idsIn(`Delivered-To: <${address.toUpperCase()}>\r\nTo: x@y.example, ${address}`)).toEqual([any])
    }),
  )
})

it('none but ours does', () => {
  const address = signer.addressOf(id)
  const other = createAddressSigner('another secret of at least thirty-two characters', domain).addressOf(id)
  const elsewhere = address.replace(domain, 'evil.example')
  const mistyped = Array.from({ length: 40 }, (_, at) => {
    const letter = address.charAt(4 + at)
    return `${address.slice(0, 4 + at)}${letter === 'a' ? 'b' : 'a'}${address.slice(5 + at)}`
  })
  for (const one of [other, elsewhere, `${address}.evil.example`, ...mistyped]) expect(signer.idsIn(one)).toEqual([])
})
