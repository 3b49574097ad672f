import { type AddressObject, type EmailAddress, simpleParser } from 'mailparser'

export type MailAddress = { name: string; address: string }

/** What the SMTP client said: who really sent it and who really gets it, whatever the headers claim. */
export type Envelope = { from: string; to: string[] }

export type MailHeader = { from: MailAddress | null; to: MailAddress[]; subject: string; messageId: string | null }

export type MailSummary = MailHeader & {
  id: string
  /** RFC 3339, UTC. */
  receivedAt: string
  envelope: Envelope
}

export type MailContent = {
  /** By lower-case name; a repeated header has several values, in their order. */
  headers: Record<string, string[]>
  /** Null when the mail has no such part: neither is made from the other. */
  text: string | null
  html: string | null
}

/** The facts a list shows. Throws when the header block cannot be parsed. */
export async function parseHeader(source: Buffer): Promise<MailHeader> {
  // Only the header block: a mail is received far more often than it is looked at.
  const mail = await simpleParser(headerBlock(source))
  const from = mailboxes(mail.from)[0] ?? null
  return { from, to: mailboxes(mail.to), subject: mail.subject ?? '', messageId: mail.messageId ?? null }
}

/** Everything the mail says. Throws when it cannot be parsed. */
export async function parseContent(source: Buffer): Promise<MailContent> {
  const mail = await simpleParser(source, { skipHtmlToText: true, skipTextToHtml: true })
  const headers: Record<string, string[]> = {}
  for (const { key, line } of mail.headerLines) {
    const value = line.slice(line.indexOf(':') + 1).replace(/\r?\n(?=[ \t])/g, '')
    ;(headers[key] ??= []).push(value.trim())
  }
  return { headers, text: mail.text ?? null, html: mail.html || null }
}

function headerBlock(source: Buffer): Buffer {
  const end = source.indexOf('\r\n\r\n')
  return end === -1 ? source : source.subarray(0, end + 4)
}

function mailboxes(header: AddressObject | AddressObject[] | undefined): MailAddress[] {
  const flatten = (entry: EmailAddress): EmailAddress[] => entry.group?.flatMap(flatten) ?? [entry]
  return [header ?? []]
    .flat()
    .flatMap(({ value }) => value.flatMap(flatten))
    .map(({ name, address }) => ({ name, address: address ?? '' }))
}
