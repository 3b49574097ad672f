import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import MailComposer from 'nodemailer/lib/mail-composer'
import { describe, expect, it } from 'vitest'
import { letter, noted, sinkWith, transportTo } from '../../../test/support/mail.ts'
import { composeMail, renderMessage } from './message.ts'

const hostilePiece = fc.constantFrom(
  '\r\n',
  '\n',
  '\r',
  '\u0000',
  '\u2028',
  '\u2029',
  '\u0085',
  '\u202e',
  '\ud800',
  'Bcc: eve@evil.example',
  '\r\n\r\n<script>',
  '=?utf-8?Q?=0D=0ABcc:_eve=40evil.example?=',
  '=?utf-8?B?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=',
  '<eve@evil.example>',
  ', eve@evil.example',
  '"',
  '\\',
  ';',
  '\r\n.\r\nMAIL FROM:<eve@evil.example>\r\nRCPT TO:<eve@evil.example>\r\nDATA\r\n',
  'x'.repeat(10_000),
)
const hostile = fc
  .array(fc.oneof(hostilePiece, fc.string({ unit: 'binary', maxLength: 40 })), { maxLength: 6 })
  .map((pieces) => pieces.join(''))

const expectedHeaders = [
  'content-transfer-encoding',
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'reply-to',
  'subject',
  'to',
  'x-idempotency-key',
  'x-note',
]

describe('a hostile value', () => {
  it('adds no header, no recipient and no second message, wherever it stands', async () => {
    const sink = await sinkWith()
    const transport = transportTo(sink.url, { idempotencyHeader: 'X-Idempotency-Key' })
    let sent = 0
    await fc.assert(
      fc.asyncProperty(
        fc.record({ name: hostile, other: hostile, subject: hostile, value: hostile, text: hostile }),
        async (evil) => {
          const mail = letter({
            from: { name: evil.name, address: 'ruth@sender.example' },
            to: { name: evil.other, address: 'ben@reader.example' },
            replyTo: { name: evil.value, address: 'ruth@reply.example' },
            subject: `.${evil.subject}`,
            text: `.${evil.text}`,
            headers: { 'X-Note': `.${evil.value}` },
            idempotencyKey: `.${evil.other}`,
          })
          const outcome = await transport.deliver(mail, { onBodyStart: noted })
          expect(outcome.kind).toBe('sent')
          expect(sink.messages).toHaveLength(++sent)
          const message = sink.messages.at(-1)
          expect(message).toMatchObject({ envelopeFrom: 'ruth@sender.example', to: ['ben@reader.example'] })
          expect(message?.raw).not.toMatch(/[^\r]\n|\r[^\n]/)
          const headers = Object.entries(message?.headers ?? {}).flatMap(([name, values]) => values.map(() => name))
          expect(headers.toSorted()).toEqual(expectedHeaders)
          const { from, to, replyTo, bcc, subject } = await simpleParser(message?.raw ?? '')
          expect([from, to, replyTo].flat().map((header) => header?.value.map(({ address }) => address))).toEqual([
            ['ruth@sender.example'],
            ['ben@reader.example'],
            ['ruth@reply.example'],
          ])
          expect(bcc).toBeUndefined()
          expect(subject).not.toMatch(/[\r\n\u202e\u2028]/)
        },
      ),
      { numRuns: 500 },
    )
  })

  it.each(['Bcc', 'to', 'Subject', 'Content-Type', 'Content-Transfer-Encoding', 'X-A: b\r\nBcc', 'X A', '', 'ü'])(
    'cannot be a header name: %j',
    async (name) => {
      expect(() => renderMessage(letter({ headers: { [name]: 'x' } }))).toThrow(TypeError)
    },
  )

  it.each([
    'ann@reader.example, eve@evil.example',
    'ann@reader.example\r\nRCPT TO:<eve@evil.example>',
    'Ann <ann@reader.example>',
  ])('cannot be an address: %j', async (address) => {
    const sink = await sinkWith()
    const transport = transportTo(sink.url)
    const reject = async (changes: Parameters<typeof letter>[0]) =>
      await transport.deliver(letter(changes), { onBodyStart: () => Promise.reject(new Error('must not be asked')) })
    expect(await reject({ to: { address } })).toMatchObject({ kind: 'rejected', scope: 'recipient' })
    expect(await reject({ from: { address } })).toMatchObject({ kind: 'rejected', scope: 'sender' })
    expect(await reject({ replyTo: { address } })).toMatchObject({ kind: 'rejected', scope: 'sender' })
    expect(sink.messages).toEqual([])
  })
})

describe('renderMessage', () => {
  it('is to the byte what nodemailer would stream', async () => {
    const text = fc.oneof(hostile, fc.constant(''))
    await fc.assert(
      fc.asyncProperty(text, fc.option(text, { nil: undefined }), hostile, async (plain, html, subject) => {
        const mail = letter({ text: plain, ...(html === undefined ? {} : { html }), subject })
        const streamed = await new MailComposer(composeMail(mail)).compile().build()
        expect(renderMessage(mail).toString('latin1')).toBe(streamed.toString('latin1'))
      }),
    )
  })

  it('gives the same bytes for the same mail, and other boundaries for another', async () => {
    const mail = letter({ html: '<p>Dear Ben</p>' })
    const first = renderMessage(mail).toString()
    expect(renderMessage({ ...mail }).toString()).toBe(first)
    const other = renderMessage({ ...mail, messageId: '<two@mail.example>' }).toString()
    const boundary = (raw: string) => /boundary="([^"]+)"/.exec(raw)?.[1]
    expect(boundary(other)).not.toBe(boundary(first))
  })

  it('carries id, date, names and both bodies through to the reader', async () => {
    const mail = letter({
      subject: 'Grüße aus Köln',
      text: 'Liebe Ann,\n\nlange Zeile '.padEnd(400, 'ö'),
      html: '<p>Grüße</p>',
    })
    const parsed = await simpleParser(renderMessage(mail))
    expect(parsed).toMatchObject({ messageId: mail.messageId, date: mail.date, subject: mail.subject })
    expect(parsed.text?.trimEnd()).toBe(mail.text)
    expect(parsed.html).toBe(mail.html)
    expect(parsed.headers.has('x-mailer')).toBe(false)
  })

  it('is not confused by a text that holds its own boundary', async () => {
    const html = '<p>Dear Ben</p>'
    const [, boundary] = /boundary="([^"]+)"/.exec(renderMessage(letter({ html })).toString()) ?? []
    expect(boundary).toBeDefined()
    const text = `Dear Ben,\n--${boundary}\nContent-Type: text/html\n\n<script>\n--${boundary}--\nRuth`
    const parsed = await simpleParser(renderMessage(letter({ html, text })))
    expect(parsed.text?.trimEnd()).toBe(text)
    expect(parsed.html).toBe(html)
  })
})
