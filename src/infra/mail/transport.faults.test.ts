import { describe, expect, it } from 'vitest'
import { letter, sinkWith, transportTo, noted } from '../../../test/support/mail.ts'
import type { Phase, Verdict } from '../../../test/support/smtp-sink-session.ts'
import type { MailTransportOptions } from './transport.ts'

/** Delivers one letter to a sink that does `verdict` at `phase`, and tells everything that can be known from outside. */
async function deliverThrough(phase: Phase, verdict: Verdict, ehlo?: string, options?: Partial<MailTransportOptions>) {
  const met: Phase[] = []
  const sink = await sinkWith({
    behaviour: (moment) => {
      met.push(moment.phase)
      if (moment.phase === phase) return verdict
      return moment.phase === 'ehlo' && ehlo ? { reply: ehlo } : undefined
    },
  })
  let notes = 0
  const transport = transportTo(sink.url, options)
  const outcome = await transport.deliver(letter(), { onBodyStart: async () => void notes++ })
  return { outcome, notes, copies: sink.messages.length, attempts: met.filter((each) => each === 'greeting').length }
}

const beforeBody: Phase[] = ['greeting', 'ehlo', 'mail', 'rcpt', 'data']

describe.each([
  ['a pipelining server', undefined],
  ['a server without extensions', '250 sink.example'],
])('a connection lost at %s', (_server, ehlo) => {
  describe.each<Verdict>(['cut', 'reset'])('by %s', (verdict) => {
    it.each(beforeBody)('at %s is deferred: certainly not sent, nothing noted', async (phase) => {
      const result = await deliverThrough(phase, verdict, ehlo)
      expect(result).toMatchObject({
        outcome: { kind: 'deferred', reason: 'connection' },
        notes: 0,
        copies: 0,
        attempts: 1,
      })
    })

    it.each<[Phase, number]>([
      ['body', 0],
      ['dot', 0],
      ['accepted', 1],
    ])('at %s is uncertain, whether the server has it or not', async (phase, copies) => {
      const result = await deliverThrough(phase, verdict, ehlo)
      expect(result).toMatchObject({ outcome: { kind: 'uncertain' }, notes: 1, copies, attempts: 1 })
    })

    it('after the 250 is sent', async () => {
      const result = await deliverThrough('replied', verdict, ehlo)
      expect(result).toMatchObject({ outcome: { kind: 'sent' }, notes: 1, copies: 1, attempts: 1 })
    })
  })
})

describe('a server that falls silent', () => {
  const impatient = { socketTimeoutMs: 100, connectTimeoutMs: 100 }

  it.each(beforeBody)('at %s is deferred', async (phase) => {
    const result = await deliverThrough(phase, 'stall', undefined, impatient)
    expect(result).toMatchObject({ outcome: { kind: 'deferred', reason: 'timeout' }, notes: 0, attempts: 1 })
  })

  it.each<[Phase, number]>([
    ['body', 0],
    ['dot', 0],
    ['accepted', 1],
  ])('at %s is uncertain', async (phase, copies) => {
    const result = await deliverThrough(phase, 'stall', undefined, impatient)
    expect(result).toMatchObject({ outcome: { kind: 'uncertain', reason: 'timeout' }, notes: 1, copies })
  })
})

describe('a reply', () => {
  it.each<Phase>(['mail', 'rcpt', 'data', 'dot'])('4xx at %s is deferred with its code', async (phase) => {
    for (const ehlo of [undefined, '250 sink.example']) {
      const { outcome, copies } = await deliverThrough(phase, { reply: '451 4.7.1 Try later' }, ehlo)
      expect(outcome).toEqual({ kind: 'deferred', reason: 'reply', code: 451, response: '451 4.7.1 Try later' })
      expect(copies).toBe(0)
    }
  })

  it('421 to the final dot is a verdict, not a lost connection', async () => {
    const { outcome } = await deliverThrough('dot', { reply: '421 4.3.2 Shutting down' })
    expect(outcome).toMatchObject({ kind: 'deferred', reason: 'reply', code: 421 })
  })

  it.each<[Phase, string]>([
    ['mail', 'sender'],
    ['rcpt', 'recipient'],
    ['data', 'message'],
    ['dot', 'message'],
  ])('5xx at %s rejects the mail because of the %s', async (phase, scope) => {
    const { outcome, copies } = await deliverThrough(phase, { reply: '550 No' })
    expect(outcome).toEqual({ kind: 'rejected', scope, code: 550, response: '550 No' })
    expect(copies).toBe(0)
  })

  it.each<Phase>(['greeting', 'ehlo'])('5xx at %s is about us, not about the mail', async (phase) => {
    const { outcome } = await deliverThrough(phase, { reply: '554 5.7.1 Go away' })
    expect(outcome).toMatchObject({ kind: 'deferred', reason: 'session', code: 554 })
  })

  it('to a wrong password is deferred and names no password', async () => {
    const sink = await sinkWith({
      behaviour: ({ phase }) => (phase === 'auth' ? { reply: '535 5.7.8 Bad credentials' } : undefined),
    })
    const transport = transportTo(sink.url.replace('//', '//ruth:tulip-secret@'))
    const outcome = await transport.deliver(letter(), { onBodyStart: noted })
    expect(outcome).toMatchObject({ kind: 'deferred', reason: 'session', code: 535 })
    expect(JSON.stringify(outcome)).not.toContain('tulip')
    await expect(transport.verify()).rejects.toThrow('535')
  })

  it('that is none of SMTP leaves the delivery uncertain', async () => {
    const { outcome, copies } = await deliverThrough('accepted', { reply: 'HTTP/1.1 200 OK' })
    expect(outcome).toMatchObject({ kind: 'uncertain' })
    expect(copies).toBe(1)
  })
})

it('no outcome lies: 300 letters over 8 sessions, faults in every phase', async () => {
  const phases: Phase[] = ['mail', 'rcpt', 'data', 'body', 'dot', 'accepted', 'replied']
  const verdicts: Verdict[] = ['cut', 'reset']
  const sink = await sinkWith({
    behaviour: ({ phase, message }) => {
      if (message % 10 === 0 && phase === 'dot') return { reply: '451 4.3.0 Later' }
      return message % 3 === 0 && phase === phases[(message / 3) % 7] ? verdicts[message % 2] : undefined
    },
  })
  const transport = transportTo(sink.url, { maxSessions: 8 })
  const outcomes = await Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      const to = `reader${index}@reader.example`
      const mail = letter({ messageId: `<${index}@mail.example>`, to: { address: to } })
      let notes = 0
      const outcome = await transport.deliver(mail, { onBodyStart: async () => void notes++ })
      return { kind: outcome.kind, notes, copies: sink.messagesTo(to).length }
    }),
  )
  for (const { kind, notes, copies } of outcomes) {
    if (kind === 'sent') expect({ notes, copies }).toEqual({ notes: 1, copies: 1 })
    else if (kind === 'uncertain') expect({ notes, copies: copies <= 1 }).toEqual({ notes: 1, copies: true })
    else expect({ kind, copies }).toEqual({ kind: 'deferred', copies: 0 })
  }
  expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['sent', 'deferred', 'uncertain']))
})
