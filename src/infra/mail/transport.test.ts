import { setImmediate } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { describe, expect, it } from 'vitest'
import { closeAfterTest, letter, noted, sinkWith, transportTo } from '../../../test/support/mail.ts'
import type { Phase } from '../../../test/support/smtp-sink-session.ts'
import { renderMessage } from './message.ts'

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
  const rendered = renderMessage(mail, 'Provider-Idempotency-Key')
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
  closeAfterTest({ close: () => new Promise((resolve) => server.close(resolve)) })
  const theirs = transportTo(`smtp://127.0.0.1:${listening.port}`, { idempotencyHeader: 'Provider-Idempotency-Key' })
  expect((await theirs.deliver(mail, { onBodyStart: noted })).kind).toBe('sent')
  expect(Buffer.concat(received).toString()).toBe(rendered.toString())
})
