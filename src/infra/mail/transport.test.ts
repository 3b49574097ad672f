import { setImmediate } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { startSmtpSink, type SmtpSink, type SmtpSinkOptions } from '../../../test/support/smtp-sink.ts'
import type { Phase, Verdict } from '../../../test/support/smtp-sink-session.ts'
import { createMailTransport, type MailTransport, type MailTransportOptions } from './transport.ts'
import { renderMessage, type OutgoingMail } from './message.ts'

const started: { close(): Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(started.splice(0).map((each) => each.close()))
})

async function sinkWith(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const sink = await startSmtpSink(options)
  started.push(sink)
  return sink
}

function transportTo(url: string, options: Partial<MailTransportOptions> = {}): MailTransport {
  const transport = createMailTransport({ url, maxSessions: 2, ...options })
  started.unshift(transport)
  return transport
}

function letter(changes: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    messageId: '<one@mail.example>',
    date: new Date('2026-11-23T09:00:00Z'),
    from: { name: 'Ruth Adler', address: 'ruth@sender.example' },
    to: { name: 'Ben Okafor', address: 'ben@reader.example' },
    subject: 'Good news',
    text: 'Dear Ben,\n\nI start on Monday.\n',
    ...changes,
  }
}

const noted = async (): Promise<void> => {}

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

describe('onBodyStart', () => {
  it('runs after the server asked for the message and ends before the first byte leaves', async () => {
    const order: string[] = []
    const sink = await sinkWith({
      behaviour: ({ phase }) => {
        order.push(phase)
        return undefined
      },
    })
    const outcome = await transportTo(sink.url).deliver(letter(), {
      onBodyStart: async () => {
        order.push('noting')
        for (let turn = 0; turn < 50; turn++) await setImmediate()
        order.push('noted')
      },
    })
    expect(outcome.kind).toBe('sent')
    expect(order).toEqual([
      'greeting',
      'ehlo',
      'mail',
      'rcpt',
      'data',
      'noting',
      'noted',
      'body',
      'dot',
      'accepted',
      'replied',
    ])
  })

  it('holds the message back by rejecting, and the transport goes on', async () => {
    const phases: Phase[] = []
    const sink = await sinkWith({
      behaviour: ({ phase }) => {
        phases.push(phase)
        return undefined
      },
    })
    const transport = transportTo(sink.url)
    const cause = new Error('lease lost')
    const refused = await transport.deliver(letter(), { onBodyStart: () => Promise.reject(cause) })
    expect(refused).toEqual({ kind: 'refused_by_caller', cause })
    expect(phases).not.toContain('body')

    const next = await transport.deliver(letter({ messageId: '<two@mail.example>' }), { onBodyStart: noted })
    expect(next.kind).toBe('sent')
    expect(sink.messages.map(({ messageId }) => messageId)).toEqual(['<two@mail.example>'])
  })

  it('is waited for even when the delivery is already over, so that no late note follows the outcome', async () => {
    const sink = await sinkWith()
    const given = new AbortController()
    let ended = false
    const outcome = await transportTo(sink.url).deliver(letter(), {
      signal: given.signal,
      onBodyStart: async () => {
        given.abort()
        for (let turn = 0; turn < 50; turn++) await setImmediate()
        ended = true
      },
    })
    expect({ outcome, ended }).toMatchObject({ outcome: { kind: 'deferred', reason: 'cancelled' }, ended: true })
    expect(sink.messages).toEqual([])
  })
})

it('a delivery given up after its body began is uncertain', async () => {
  const given = new AbortController()
  const sink = await sinkWith({
    behaviour: ({ phase }) => {
      if (phase === 'dot') given.abort()
      return undefined
    },
  })
  const outcome = await transportTo(sink.url).deliver(letter(), { onBodyStart: noted, signal: given.signal })
  expect(outcome).toMatchObject({ kind: 'uncertain', reason: 'cancelled' })
})

it('a refused connection is deferred, and the next attempt works once the server is back', async () => {
  const sink = await sinkWith()
  const transport = transportTo(sink.url)
  await sink.refuse()
  expect(await transport.deliver(letter(), { onBodyStart: noted })).toMatchObject({
    kind: 'deferred',
    reason: 'connection',
  })
  await expect(transport.verify()).rejects.toThrow()
  await sink.listen()
  await transport.verify()
  expect((await transport.deliver(letter(), { onBodyStart: noted })).kind).toBe('sent')
})

it('no URL parameter makes the library retry by itself', async () => {
  let attempts = 0
  const sink = await sinkWith({
    behaviour: ({ phase }) => {
      if (phase === 'greeting') attempts++
      return phase === 'mail' ? 'cut' : undefined
    },
  })
  const transport = transportTo(`${sink.url}?maxRequeues=5`)
  const outcome = await transport.deliver(letter(), { onBodyStart: noted })
  expect(outcome.kind).toBe('deferred')
  expect(attempts).toBe(1)
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

it('closing lets the delivery in progress end and defers the rest', async () => {
  const sink = await sinkWith()
  const transport = transportTo(sink.url, { maxSessions: 1 })
  let closing: Promise<void> | undefined
  const first = transport.deliver(letter(), { onBodyStart: async () => void (closing = transport.close()) })
  const second = transport.deliver(letter({ messageId: '<two@mail.example>' }), { onBodyStart: noted })
  expect((await first).kind).toBe('sent')
  expect(await second).toMatchObject({ kind: 'deferred', reason: 'session' })
  await closing
  expect((await transport.deliver(letter(), { onBodyStart: noted })).kind).toBe('deferred')
  expect(sink.messages).toHaveLength(1)
})

it('puts the rendered bytes on the wire, whatever server is on the other side', async () => {
  const mail = letter({
    text: '.\r\n..\n.hidden\rFrom here\n\nto there — ünïcode\n.',
    html: '<p>.</p>\n.\n',
    headers: { 'List-Unsubscribe': '<https://mail.example/u/1>' },
    idempotencyKey: 'key-1',
  })
  const rendered = await renderMessage(mail, 'Provider-Idempotency-Key')
  const sink = await sinkWith()
  const ours = transportTo(sink.url, { idempotencyHeader: 'Provider-Idempotency-Key' })
  await ours.deliver(mail, { onBodyStart: noted })
  expect(sink.messages[0]?.raw).toBe(rendered.toString())
  expect(sink.messages[0]).toMatchObject({ envelopeFrom: 'ruth@sender.example', to: ['ben@reader.example'] })
  expect(sink.messages[0]?.headers['provider-idempotency-key']).toEqual(['key-1'])

  const received: Buffer[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      stream.on('data', (chunk: Buffer) => received.push(chunk)).on('end', () => done())
    },
  })
  const listening = await new Promise<{ port: number }>((resolve) => {
    const { server: socketServer } = server
    socketServer.listen(0, '127.0.0.1', () => resolve(socketServer.address() as { port: number }))
  })
  started.push({ close: () => new Promise((resolve) => server.close(resolve)) })
  const theirs = transportTo(`smtp://127.0.0.1:${listening.port}`, { idempotencyHeader: 'Provider-Idempotency-Key' })
  expect((await theirs.deliver(mail, { onBodyStart: noted })).kind).toBe('sent')
  expect(Buffer.concat(received).toString()).toBe(rendered.toString())
})
