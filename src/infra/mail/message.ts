import { createHash } from 'node:crypto'
import type { SendMailOptions } from 'nodemailer'
import MailComposer from 'nodemailer/lib/mail-composer'
import { parseAddress } from './address.ts'
import { mimeBytes } from './mime-bytes.ts'
import { type DkimKey, signed } from './signing.ts'

export interface Mailbox {
  name?: string
  /** One bare address, as `parseAddress` returns it. */
  address: string
}

/** One letter to one person. The same values always render to the same bytes, so what was previewed is what is sent. */
export interface OutgoingMail {
  /** `<unique@domain>`; stays the same on every attempt. */
  messageId: string
  date: Date
  from: Mailbox
  to: Mailbox
  replyTo?: Mailbox
  subject: string
  text: string
  html?: string
  /** Further headers such as `List-Unsubscribe`; never one that the message has of its own. */
  headers?: Readonly<Record<string, string>>
  /** Signs the message for the domain that it comes from. */
  dkim?: DkimKey
  /** Lets a provider that supports it drop a second copy; sent in the transport's `idempotencyHeader`. */
  idempotencyKey?: string
}

const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]*$/
const OWN_HEADERS =
  /^(?:from|sender|to|cc|bcc|reply-to|subject|date|message-id|mime-version|content-.+|return-path|received|x-mailer)$/i

/** The complete message (RFC 5322, CRLF) exactly as `deliver` puts it on the wire. */
export function renderMessage(mail: OutgoingMail, idempotencyHeader?: string): Buffer {
  const bytes = mimeBytes(new MailComposer(composeMail(mail, idempotencyHeader)).compile())
  return mail.dkim ? signed(bytes, mail.dkim) : bytes
}

/** Names the side whose address is not one plain address; such a mail must not be handed to a server. */
export function invalidSide({ from, replyTo, to }: OutgoingMail): 'sender' | 'recipient' | undefined {
  if (!parseAddress(to.address)) return 'recipient'
  return parseAddress(from.address) && parseAddress((replyTo ?? from).address) ? undefined : 'sender'
}

/**
 * The mail in nodemailer's terms. Addresses are objects in headers and envelope alike: as strings they would be parsed
 * again, and a comma would make two recipients of one.
 * Throws a TypeError for a header name that is malformed or reserved, or an address that is none: a fault of the caller.
 */
export function composeMail(mail: OutgoingMail, idempotencyHeader?: string): SendMailOptions {
  const from = mailbox(mail.from)
  const to = mailbox(mail.to)
  return {
    envelope: { from, to: [to] },
    messageId: mail.messageId,
    date: mail.date,
    from,
    to,
    replyTo: mail.replyTo && mailbox(mail.replyTo),
    subject: visibleText(mail.subject),
    text: withCrlf(mail.text),
    html: mail.html && withCrlf(mail.html),
    headers: furtherHeaders(mail, idempotencyHeader),
    // Derived from the id instead of random. The prefix holds "=_", which quoted-printable can never produce, so no
    // text can contain its own boundary.
    boundaryPrefix: '=_',
    baseBoundary: createHash('sha256').update(mail.messageId).digest('hex').slice(0, 32),
    encoding: 'quoted-printable',
    xMailer: false,
  }
}

function mailbox({ name = '', address }: Mailbox): { name: string; address: string } {
  const parsed = parseAddress(address)
  if (!parsed) throw new TypeError('A mailbox needs exactly one plain e-mail address.')
  return { name: visibleText(name), address: parsed }
}

function furtherHeaders(mail: OutgoingMail, idempotencyHeader?: string): Record<string, string> {
  const headers = Object.entries(mail.headers ?? {})
  if (idempotencyHeader && mail.idempotencyKey) headers.push([idempotencyHeader, mail.idempotencyKey])
  for (const [name] of headers) {
    if (!HEADER_NAME.test(name) || OWN_HEADERS.test(name)) throw new TypeError(`The header "${name}" cannot be set.`)
  }
  return Object.fromEntries(headers.map(([name, value]) => [name, oneLine(value)]))
}

/** What a person reads in their list of mails: nothing that turns the direction round, nothing that poses as an encoded word. */
function visibleText(text: string): string {
  return oneLine(text)
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll('=?', '= ?')
}

function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
}

function withCrlf(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n')
}
