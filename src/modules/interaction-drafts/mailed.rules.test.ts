import { describe, expect, it } from 'vitest'
import { conversationIn, newWords } from './mailed.rules.ts'

const now = new Date('2026-03-10T12:00:00Z')
const maya = { name: 'Maya Sandoval', address: 'Maya@Clients.example' }
const ben = { name: 'Ben Okafor', address: 'ben@reader.example' }
const log = { name: '', address: 'log-x@log.example' }
const of = { clientKey: 'maya@clients.example', isOurs: (address: string) => address.endsWith('@log.example'), now }
const mail = { from: maya, to: [ben], subject: 'Coffee?', text: 'Shall we?', date: new Date('2026-03-09T09:00:00Z') }

describe('the conversation that a mail was', () => {
  it('with whom the client wrote to', () => {
    expect(conversationIn({ ...mail, to: [ben, log, maya, ben] }, of)).toEqual({
      direction: 'outbound',
      people: [{ name: 'Ben Okafor', address: 'ben@reader.example', key: 'ben@reader.example' }],
      subject: 'Coffee?',
      body: 'Shall we?',
      occurredAt: mail.date,
    })
  })

  it('with who wrote to the client', () => {
    expect(conversationIn({ ...mail, from: ben, to: [maya] }, of)).toMatchObject({ direction: 'inbound', people: [{ key: 'ben@reader.example' }] }) // prettier-ignore
  })

  it.each([
    'From: Ben Okafor <ben@reader.example>',
    'Von: "Ben Okafor" <ben@reader.example>',
    '> De : Ben Okafor <ben@reader.example>',
    '*From:* Ben Okafor [mailto:ben@reader.example]',
  ])('with who wrote what the client forwards: %s', (line) => {
    const text = `Look!\n\n---------- Forwarded message ---------\n${line}\nDate: yesterday\n\nCall me.`
    expect(conversationIn({ ...mail, to: [log], text }, of)).toMatchObject({
      direction: 'inbound',
      people: [{ name: 'Ben Okafor', key: 'ben@reader.example' }],
      body: text,
    })
  })

  it('with nobody yet, when the client only tells of it', () => {
    const told = { ...mail, to: [log], subject: '', text: 'I met Ben.' }
    expect(conversationIn(told, of)).toMatchObject({ direction: 'outbound', people: [], subject: null, body: 'I met Ben.' }) // prettier-ignore
  })

  it.each([undefined, new Date('2027-01-01T00:00:00Z')])(
    'was now, if the mail does not say or cannot be (%s)',
    (date) => {
      expect(conversationIn({ ...mail, date }, of).occurredAt).toEqual(now)
    },
  )

  it('takes no more than can be written down', () => {
    const to = Array.from({ length: 400 }, (_, index) => ({ name: 'x'.repeat(999), address: `p${index}@x.example` }))
    const found = conversationIn({ ...mail, to, text: 'y'.repeat(99_999) }, of)
    expect(found.people).toHaveLength(50)
    expect(found.body).toHaveLength(10_000)
  })
})

it.each([
  'Thanks!\n\nOn Mon, 9 Mar 2026 at 10:00, Maya <m@x.example> wrote:\n> Shall we?',
  'Thanks!\n\nAm 09.03.2026 um 10:00 schrieb Maya:\n> Shall we?',
  'Thanks!\n\nLe lun. 9 mars 2026 à 10:00, Maya <m@x.example> a écrit :\n> Shall we?',
  'Thanks!\n\n-----Original Message-----\nFrom: Maya\nShall we?',
  'Thanks!\n\n________________________________\nFrom: Maya\nShall we?',
  'Thanks!\n-- \nBen Okafor, Director',
  '> Shall we?\nThanks!',
])('what is quoted or a signature is nothing new: %j', (text) => expect(newWords(text)).toBe('Thanks!'))
