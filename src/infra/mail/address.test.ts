import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalizeAddress, parseAddress } from './address.ts'

describe('parseAddress', () => {
  it.each([
    ['ann@reader.example', 'ann@reader.example'],
    ['  ann@reader.example\r\n', 'ann@reader.example'],
    ['Ann.Lee+work@Reader.Example', 'Ann.Lee+work@reader.example'],
    ["o'neil_#!$%&*/=?^`{|}~-@reader.example", "o'neil_#!$%&*/=?^`{|}~-@reader.example"],
    ['ann@bücher.example', 'ann@xn--bcher-kva.example'],
    ['ann@例え.テスト', 'ann@xn--r8jz45g.xn--zckzah'],
    ['ann@xn--bcher-kva.example', 'ann@xn--bcher-kva.example'],
    ['"ann"@reader.example', 'ann@reader.example'],
    ['"a,b \\"c\\""@reader.example', '"a,b \\"c\\""@reader.example'],
    ['"a@b"@reader.example', '"a@b"@reader.example'],
    [`${'a'.repeat(64)}@reader.example`, `${'a'.repeat(64)}@reader.example`],
  ])('%s', (text, address) => {
    expect(parseAddress(text)).toBe(address)
  })

  it.each([
    '',
    '@',
    'ann',
    'ann@',
    '@reader.example',
    'ann@reader',
    'ann@localhost',
    'ann@.example',
    'ann@reader..example',
    'ann@reader.example.',
    'ann@-reader.example',
    'ann@reader-.example',
    'ann@rea_der.example',
    'ann@rea%64er.example',
    'ann@127.0.0.1',
    'ann@0x7f.1',
    'ann@[127.0.0.1]',
    'ann@[IPv6:::1]',
    '.ann@reader.example',
    'ann.@reader.example',
    'an..n@reader.example',
    'an n@reader.example',
    'änn@reader.example',
    'Ann <ann@reader.example>',
    '<ann@reader.example>',
    'mailto:ann@reader.example>',
    'ann@reader.example (Ann)',
    'ann(work)@reader.example',
    'ann@reader.example, ben@reader.example',
    'ann@reader.example;ben@reader.example',
    'ann,ben@reader.example',
    'friends: ann@reader.example;',
    'ann@evil.example@reader.example',
    'ann@reader.example\r\nRCPT TO:<ben@reader.example>',
    'ann\r\n@reader.example',
    'ann@reader.\nexample',
    '"ann\r\nBcc: ben"@reader.example',
    '"ann\u0000"@reader.example',
    '"a<b>c"@reader.example',
    '""@reader.example',
    'ann\u0000@reader.example',
    'ann@reader\u202e.example/x',
    'ann@reader.example/x',
    `${'a'.repeat(65)}@reader.example`,
    `ann@${'a'.repeat(64)}.example`,
    `ann@${'abc.'.repeat(64)}example`,
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeUndefined()
  })

  it('yields one printable ASCII address that it reads as itself, or nothing, for any text', () => {
    const piece = fc.constantFrom(
      '@',
      '"',
      '\\',
      ',',
      '<',
      '>',
      '.',
      '\r\n',
      ' ',
      'ann',
      'reader.example',
      '\u202e',
      'ü',
      '(',
    )
    const text = fc.oneof(
      fc.emailAddress(),
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(text, (hostile) => {
        const address = parseAddress(hostile)
        if (address === undefined) return
        expect(address).toMatch(/^[ -~]{3,254}$/)
        expect(address).not.toMatch(/[<>]/)
        expect(parseAddress(address)).toBe(address)
      }),
      { numRuns: 2000 },
    )
  })

  it('reads adversarial lengths without backtracking', () => {
    for (const unit of ['a', 'a.', '"', '\\', '@', 'ü', '-', ' ', '\t', '%']) {
      expect(parseAddress(`${unit.repeat(1_000_000)}@`)).toBeUndefined()
      expect(parseAddress(`"${unit.repeat(200)}`)).toBeUndefined()
    }
  })
})

describe('normalizeAddress', () => {
  it('gives every spelling of one mailbox the same key', () => {
    const spellings = ['Ann@Bücher.example', ' ann@XN--BCHER-KVA.EXAMPLE ', '"ann"@bücher.example']
    expect(new Set(spellings.map(normalizeAddress))).toEqual(new Set(['ann@xn--bcher-kva.example']))
  })

  it('has no key for what is not an address', () => {
    expect(normalizeAddress('ann@reader.example, ben@reader.example')).toBeUndefined()
  })
})
