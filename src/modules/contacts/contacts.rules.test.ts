import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distinctTags, foldAccents, foldCase } from './contacts.rules.ts'

const anyText = fc.string({ unit: 'binary' })

describe('folding', () => {
  it.each([
    ['  Ana\u00a0 BERG ', 'ana berg'],
    ['E\u0301mile', 'émile'],
  ])('takes case and spacing out of %j', (text, folded) => expect(foldCase(text)).toBe(folded))

  it('takes accents out as well, and only accents', () => {
    expect(foldAccents('Émile Ångström')).toBe('emile angstrom')
    expect(foldAccents('कि')).not.toBe(foldAccents('का'))
  })

  it('has nothing left to do the second time', () =>
    fc.assert(
      fc.property(anyText, (text) => {
        expect(foldCase(foldCase(text))).toBe(foldCase(text))
        expect(foldAccents(foldAccents(text))).toBe(foldAccents(text))
      }),
    ))
})

describe('distinctTags', () => {
  it('keeps the first spelling of each, in order', () =>
    expect(distinctTags(['Board', 'fintech', 'BOARD', 'Board ', 'Oslo'])).toEqual(['Board', 'fintech', 'Oslo']))

  it('names each tag once, loses none and invents none', () =>
    fc.assert(
      fc.property(fc.array(anyText), (tags) => {
        const kept = distinctTags(tags)
        expect(new Set(kept.map(foldCase)).size).toBe(kept.length)
        expect(new Set(kept.map(foldCase))).toEqual(new Set(tags.map(foldCase)))
        expect(tags.filter((tag) => kept.includes(tag)).length).toBeGreaterThanOrEqual(kept.length)
        expect(distinctTags(kept)).toEqual(kept)
      }),
    ))
})
