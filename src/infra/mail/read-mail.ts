import { type AddressObject, simpleParser } from 'mailparser'

/** A mail that came in, as far as people read it. */
export interface ReceivedMail {
  from: { name: string; address: string } | undefined
  /** To and Cc, in their order. */
  to: { name: string; address: string }[]
  subject: string
  /** The text part; of a mail that has none, what its HTML says. */
  text: string
  messageId: string | undefined
  date: Date | undefined
  hasFiles: boolean
}

/** Nobody writes more than that by hand; pictures and files stand behind it. */
const most = 256 * 1024

/** Reads a mail. One that is cut off, malformed or no mail at all says what can be made out. */
export async function readMail(raw: Buffer): Promise<ReceivedMail> {
  const mail = await simpleParser(raw.subarray(0, most), { skipTextToHtml: true, skipImageLinks: true })
  return {
    from: mailboxes(mail.from)[0],
    to: [...mailboxes(mail.to), ...mailboxes(mail.cc)],
    subject: (mail.subject ?? '').trim(),
    text: (mail.text || (await textOf(mail.html || ''))).replace(/\r\n?/g, '\n').trim(),
    messageId: mail.messageId,
    date: mail.date && !Number.isNaN(mail.date.getTime()) ? mail.date : undefined,
    hasFiles: mail.attachments.some(({ related }) => !related),
  }
}

/** The parser makes text of HTML where that is the whole mail, and not where it is one of its parts. */
async function textOf(html: string): Promise<string> {
  const mail = await simpleParser(`Content-Type: text/html; charset=utf-8\r\n\r\n${html}`, { skipTextToHtml: true })
  return mail.text ?? ''
}

const mailboxes = (header: AddressObject | AddressObject[] | undefined) =>
  [header ?? []]
    .flat()
    .flatMap(({ value }) => value.flatMap((entry) => entry.group ?? [entry]))
    .flatMap(({ name, address }) => (address ? [{ name: name.trim(), address }] : []))
