import { messageIdsIn } from '../../infra/mail/journal.ts'
import type { ProviderEvent } from './provider-event.rules.ts'

/** What a mail that came in says of one of ours, as an event; undefined when it says nothing. */
export function readReturned(id: string, raw: string): ProviderEvent | undefined {
  const { kind, messageIds, detail } = readReturnedMail(raw)
  return kind === 'other' || messageIds.length === 0 ? undefined : { id, kind, messageIds, detail }
}

/** What a mail that came in is about: one of ours that came back, a complaint, an answer of a machine or of a person. */
export interface ReturnedMail {
  kind: 'bounced' | 'bounced_softly' | 'complained' | 'replied' | 'replied_automatically' | 'other'
  /** Message-IDs of ours: of the mail that came back, or that is answered. */
  messageIds: string[]
  /** The status or the words that decided it. */
  detail: string
}

/**
 * Reads a mail as far as it says what became of one of ours: delivery status notifications (RFC 3464) and what older
 * servers send instead, feedback reports (RFC 5965), automatic answers (RFC 3834), answers. It is never taken apart
 * further, and nothing in it is believed but which of our ids it names.
 */
export function readReturnedMail(raw: string): ReturnedMail {
  const end = /\r?\n\r?\n/.exec(raw)
  const headers = readHeaders(raw.slice(0, end?.index ?? raw.length))
  const body = decoded(raw.slice(end ? end.index + end[0].length : raw.length))
  const contentType = headers.get('content-type') ?? ''
  const returned = () => messageIdsIn(body)

  if (/report-type="?feedback-report/i.test(contentType) || /^feedback-type:/im.test(body)) {
    const type = /^feedback-type:\s*([\w-]+)/im.exec(body)?.[1]?.toLowerCase() ?? 'abuse'
    return {
      kind: type === 'not-spam' ? 'other' : 'complained',
      messageIds: returned(),
      detail: `feedback report (${type})`,
    }
  }
  if (isAutomaticAnswer(headers) && !/report-type="?delivery-status/i.test(contentType)) {
    return { kind: 'replied_automatically', messageIds: answered(headers), detail: 'an automatic answer' }
  }
  if (isFromMailSystem(headers, contentType)) {
    const status = statusIn(body)
    const kind = status && isForGood(status, body) ? 'bounced' : 'bounced_softly'
    return { kind, messageIds: returned(), detail: `came back (${status ?? 'without a status'})` }
  }
  const ids = answered(headers)
  return ids.length > 0
    ? { kind: 'replied', messageIds: ids, detail: 'an answer' }
    : { kind: 'other', messageIds: [], detail: 'of no mail of ours' }
}

function readHeaders(text: string): Map<string, string> {
  const headers = new Map<string, string>()
  for (const line of text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  return headers
}

/** Parts that are wrapped in base64 or quoted-printable, besides as they are. */
function decoded(body: string): string {
  const base64 = [...body.matchAll(/^[A-Za-z0-9+/]{60,76}\r?$(?:\n[A-Za-z0-9+/=]+\r?$)*/gm)].slice(0, 50)
  const plain = base64.map(([block]) => Buffer.from(block, 'base64').toString('utf8'))
  return [body.replace(/=\r?\n/g, '').replaceAll('=3D', '='), ...plain].join('\n')
}

const answered = (headers: Map<string, string>): string[] =>
  messageIdsIn(`${headers.get('in-reply-to') ?? ''} ${headers.get('references') ?? ''}`)

function isAutomaticAnswer(headers: Map<string, string>): boolean {
  const submitted = headers.get('auto-submitted')?.toLowerCase() ?? 'no'
  if (submitted.startsWith('auto-replied') || submitted.startsWith('auto-notified')) return true
  if (['x-autoreply', 'x-autorespond', 'x-autoresponse', 'x-autoresponder'].some((name) => headers.has(name)))
    return true
  if (headers.get('precedence')?.toLowerCase() === 'auto_reply') return true
  const subject = headers.get('subject') ?? ''
  return /^(?:auto(?:matic|matische)?[ -]?(?:reply|response|antwort)|automatische antwort|réponse automatique|respuesta automática|out of (?:the )?office|abwesenheit)/i.test(
    subject,
  )
}

function isFromMailSystem(headers: Map<string, string>, contentType: string): boolean {
  if (/multipart\/report/i.test(contentType) && /delivery-status/i.test(contentType)) return true
  if (headers.has('x-failed-recipients')) return true
  return /mailer-daemon|postmaster@|mail delivery (?:sub)?system/i.test(headers.get('from') ?? '')
}

/** The status of the recipient, or what server and words say in its place. */
const statusIn = (body: string): string | undefined =>
  /^status:\s*([245]\.\d{1,3}\.\d{1,3})/im.exec(body)?.[1] ??
  /\b([45]\.\d{1,3}\.\d{1,3})\b/.exec(body)?.[1] ??
  /\b([45]\d\d)[ -]/.exec(body)?.[1]

/** Full mailboxes (5.2.2), mails too large (5.2.3, 5.3.4) and refusals by policy (5.7.x) say nothing of whether the address is good. */
function isForGood(status: string, body: string): boolean {
  if (/^action:\s*(?:delayed|relayed|delivered|expanded)/im.test(body)) return false
  return status.startsWith('5') && !/^5\.(?:2\.2|2\.3|3\.4|7\.)/.test(status)
}
