import { describe, expect, it } from 'vitest'
import { drawMadeUp, madeUpPeople } from '../../../test/support/made-up-network.ts'
import { drawNetwork } from './picture.rules.ts'
import { escapeXml, shorten, widthOf } from './picture-text.rules.ts'

const nothing = { clientName: 'Maya Sandoval', people: [], total: 0, landing: undefined, scheme: 'light' as const }

describe('the picture', () => {
  it.each([40, 300])('of %i people is the one that the documentation shows', (count) =>
    expect(drawMadeUp(count, 'auto')).toMatchFileSnapshot(`../../../docs/pictures/network-${count}.svg`),
  )

  it('is the same for the same network, whatever the order it comes in', () => {
    const people = madeUpPeople(120)
    const draw = (those: typeof people) => drawNetwork({ ...nothing, people: those, total: 120 })
    expect(draw(people.toReversed())).toBe(draw(people))
  })

  it('says what it shows to whoever cannot see it', () => {
    const people = madeUpPeople(3)
    const landing = { position: 'Buyer', company: 'A & B', path: people.map(({ contactId }) => contactId) }
    const svg = drawNetwork({ ...nothing, people, total: 9, landing })
    expect(svg).toContain('<title id="title">The network of Maya Sandoval</title>')
    expect(svg).toContain('3 of 9 people, 2 of them met through somebody else · the way to Buyer, A &#38; B')
    expect(svg).toContain('It began with Amara Diallo, who introduced Omar Reyes, who introduced Aisha Novák.')
  })

  it('is a picture of the client when they know nobody yet', () => expect(drawNetwork(nothing)).toContain('0 people'))

  it('shows a landing that nobody led to beside the client', () => {
    const landing = { position: 'Buyer', company: 'Finch', path: [] }
    expect(drawNetwork({ ...nothing, people: madeUpPeople(300), total: 300, landing })).toContain('>Buyer</text>')
  })

  it('has no number that is none, however the network is', () => {
    const chain = madeUpPeople(90).map((person, index) => ({
      ...person,
      introducerContactId: index > 0 ? `contact-${index - 1}` : null,
    }))
    const lone = madeUpPeople(90).map((person) => ({ ...person, introducerContactId: null }))
    for (const people of [chain, lone, lone.slice(0, 1), chain.slice(0, 40)]) {
      expect(drawNetwork({ ...nothing, people, total: people.length })).not.toMatch(/NaN|Infinity|undefined/)
    }
  })
})

describe('text in a picture', () => {
  it('is never markup, and never what XML cannot hold', () => {
    expect(escapeXml(`<a b="c">&'`)).toBe('&#60;a b=&#34;c&#34;&#62;&#38;&#39;')
    expect(escapeXml('a\u0001\ufffe\ud800b\u{1f600}')).toBe('ab\u{1f600}')
  })

  it('is shortened between signs, to what fits', () => {
    expect(shorten('Ada  Brandt', 200, 12)).toBe('Ada Brandt')
    const short = shorten('👩‍👩‍👧‍👦'.repeat(40), 100, 12)
    expect(short).toMatch(/^(👩‍👩‍👧‍👦)+…$/u)
    expect(widthOf(short, 12)).toBeLessThanOrEqual(100)
  })
})
