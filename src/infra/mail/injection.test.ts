import { expect, it } from 'vitest'
import { letter, noted, sinkWith, transportTo } from '../../../test/support/mail.ts'
import { parseAddress } from './address.ts'
import type { OutgoingMail } from './message.ts'

/* Whatever people write into names, subjects and addresses: as a real mail server sees it, nothing is added to the mail. */

const breaks = [
  '\r\n',
  '\n',
  '\r',
  '\u0000',
  '\u0085',
  '\u2028',
  '\u2029',
  '\u000b',
  '\u000c',
  '\r\n ',
  '\n\t',
  '%0d%0a',
  '\\r\\n',
]
const tails = [
  'Bcc: victim@evil.example',
  'To: victim@evil.example',
  'X-Injected: yes',
  'Content-Type: text/html',
  '\r\n<script>alert(1)</script>',
  '.\r\nMAIL FROM:<a@evil.example>\r\nRCPT TO:<victim@evil.example>\r\nDATA',
]
const tricks = [
  '=?utf-8?q?Hello=0D=0ABcc:_victim@evil.example?=',
  '=?utf-8?b?DQpCY2M6IHZpY3RpbUBldmlsLmV4YW1wbGU=?=',
  '\u202emoc.live@mitciv\u202c',
  '"><victim@evil.example>',
  '<victim@evil.example>, Ben',
  'Ben" <victim@evil.example>, "',
  'Ben, victim@evil.example',
  'Ben; victim@evil.example',
  'Ben (comment) <victim@evil.example>',
  '\ud800lone',
  'A'.repeat(10_000),
  '😀'.repeat(500),
]
const payloads = [...breaks.flatMap((end) => tails.map((tail) => `Good${end}${tail}`)), ...tricks]

const places: Record<string, (text: string) => Partial<OutgoingMail>> = {
  'the subject': (subject) => ({ subject }),
  'the sender’s name': (name) => ({ from: { name, address: 'ruth@sender.example' } }),
  'the reader’s name': (name) => ({ to: { name, address: 'ben@reader.example' } }),
  'the name that answers go to': (name) => ({ replyTo: { name, address: 'maya@client.example' } }),
  'a further header': (text) => ({ headers: { 'X-Note': text } }),
  'the text': (text) => ({ text }),
}

it.each(Object.entries(places))(`${payloads.length} texts in %s add nothing to the mail`, async (_, put) => {
  const sink = await sinkWith()
  const transport = transportTo(sink.url)
  for (const [index, payload] of payloads.entries()) {
    const mail = letter({ ...put(payload), messageId: `<${index}@mail.example>` })
    const outcome = await transport.deliver(mail, { onBodyStart: noted })
    expect(outcome.kind, JSON.stringify(payload)).toBe('sent')
    const [received, ...more] = sink.messages.filter(({ messageId }) => messageId === mail.messageId)
    expect(more).toEqual([])
    expect(received!.to).toEqual(['ben@reader.example'])
    expect(Object.keys(received!.headers).toSorted()).toEqual(expectedHeaders(mail))
    for (const [name, values] of Object.entries(received!.headers)) expect([name, values.length]).toEqual([name, 1])
  }
  expect(sink.messages).toHaveLength(payloads.length)
})

function expectedHeaders({ replyTo, headers = {}, html }: OutgoingMail): string[] {
  const body = html ? ['content-type', 'mime-version'] : ['content-type', 'content-transfer-encoding', 'mime-version']
  const further = Object.keys(headers).map((name) => name.toLowerCase())
  return [
    'from',
    'to',
    'subject',
    'message-id',
    'date',
    ...(replyTo ? ['reply-to'] : []),
    ...body,
    ...further,
  ].toSorted()
}

/** One that is good, broken at each place where something could be put in between. */
const cuts = ['', 'b', 'ben', 'ben@', 'ben@reader', 'ben@reader.', 'ben@reader.example']
const between = [',', ';', '<', '>', '(', ')', '[', ']', ':', '\\', '"', ' ', '\t', '\u00a0', '\u2028', '\u0000', '\u007f', '\u200b', '\u202e', '@', '..', '\r\n', '\n.\n', '%0d%0a,', '=0D=0A;', '<>', '> NOTIFY=NEVER', '> ORCPT=rfc822;x', '>\r\nRCPT TO:<', ', victim@evil.example,', ' victim@evil.example '] // prettier-ignore

const addresses = [
  ...cuts.flatMap((cut) => between.map((odd) => `${cut}${odd}${'ben@reader.example'.slice(cut.length)}`)),
  ...breaks.flatMap((end) => [`ben@reader.example${end}RCPT TO:<victim@evil.example>`, `ben${end}@reader.example`, `${end}Bcc: victim@evil.example`]),
  'ben@reader.example, victim@evil.example', 'ben@reader.example;victim@evil.example', 'ben@reader.example victim@evil.example',
  '<ben@reader.example>', 'Ben <ben@reader.example>', 'ben@reader.example>', '<ben@reader.example', '"ben@reader.example" <victim@evil.example>',
  'ben@reader.example (x) <victim@evil.example>', 'group: ben@reader.example, victim@evil.example;', '@evil.example:ben@reader.example',
  'ben@[127.0.0.1]', 'ben@127.0.0.1', 'ben@localhost', 'ben@', '@reader.example', 'ben', '', ' ', 'ben@@reader.example', 'ben@reader..example',
  '.ben@reader.example', 'ben.@reader.example', 'b\u00ebn@reader.example', 'ben@read\u202eer.example', 'ben@reader.example\u200b', 'ben@-reader.example',
  `${'a'.repeat(65)}@reader.example`, `ben@${'a'.repeat(250)}.example`, '"<victim@evil.example>"@reader.example', 'ben@reader.example\\r\\nDATA', 'ben%victim@evil.example@reader.example',
] // prettier-ignore

it(`${addresses.length} that are no address reach nobody, and nobody else`, async () => {
  const sink = await sinkWith()
  const transport = transportTo(sink.url)
  for (const address of addresses) {
    for (const place of [{ to: { address } }, { from: { address } }, { replyTo: { address } }]) {
      const outcome = await transport.deliver(letter(place), { onBodyStart: noted }).catch((error: unknown) => error)
      const isRefused = (outcome as { kind?: string }).kind === 'rejected'
      // What passes is one address as it stands: a per cent is a letter like others.
      const one = parseAddress(address)
      expect([address, isRefused], JSON.stringify(address)).toEqual([address, one === undefined])
      if (one && 'to' in place) expect(sink.messages.at(-1)!.to).toEqual([one])
    }
  }
  for (const { to, envelopeFrom } of sink.messages) expect([...to, envelopeFrom].join(' ')).not.toContain('evil')
})
