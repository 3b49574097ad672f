import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { normalizeAddress } from '../../infra/mail/address.ts'
import { letterHtml } from '../../infra/mail/letter.ts'
import { withoutTokens } from '../links/token-marks.rules.ts'
import { newId } from '../../infra/security/ids.ts'
import { verifiedSender } from '../mail-settings/mail-routes.service.ts'
import { recordEvents } from '../events/events.service.ts'
import { enqueue } from '../outbox/outbox.service.ts'
import { wakeLater } from './waking.service.ts'
import { insertCampaigns } from './campaigns.repository.ts'
import { sendMessages } from './messages.jobs.ts'
import {
  countQueuedSince,
  findAbout,
  findContent,
  findLatestOfKind,
  findLetter,
  findMessage,
  insertMessages,
  type Message,
  type NewMessageRow,
} from './messages.repository.ts'
import { accountKinds, giveUpFrom, type Lane, secretMark } from './messages.rules.ts'

/** One letter to one person, rendered. */
export interface NewMessage {
  /** The template's name, e.g. `announcement`, `password_reset`; `messages.rules.ts` knows which concern the account itself. */
  kind: string
  lane: Lane
  clientId?: string | null
  contactId?: string | null
  userId?: string | null
  /** What the message belongs to; the owner of that kind hears of its outcome. `again`: it may be told more than once. */
  about?: { kind: string; id: string; again?: true }
  /** When it is to leave, at the earliest. Default: now. */
  dueAt?: Date
  /** Messages that are held, resumed and cancelled together; they go by the bulk lane. */
  campaignId?: string
  from: { name: string; address: string }
  to: { name: string; address: string }
  replyTo?: string
  subject: string
  text: string
  /** Default: the text as a plain HTML letter. */
  html?: string
  /** The language of the text, a BCP 47 tag. Default: `en`. */
  lang?: string
  headers?: Record<string, string>
  /** A token in text and html: struck out of the stored copy once the mail is gone, never shown. */
  secret?: string
  /** Until when it is tried to send it. Default: a day from when it is to leave. */
  giveUpAt?: Date
  /** When its link stops working: after that it is cancelled instead of sent. */
  expiresAt?: Date
}

/** Puts one message on its way, in the caller's transaction: it goes out if and only if that commits. Returns its id. */
export async function queueMessage(trx: PracticeTrx, message: NewMessage): Promise<string> {
  const [id] = await queueMessages(trx, [message])
  return id!
}

/** As `queueMessage` for many; the ids come back in the same order. */
export async function queueMessages(trx: PracticeTrx, messages: NewMessage[]): Promise<string[]> {
  const sender = messages.some(isForClient) ? await verifiedSender(trx) : undefined
  const rows = messages.map((message) =>
    rowOf(trx, sender && isForClient(message) ? sentFrom(message, sender) : message),
  )
  await insertCampaigns(trx, campaignsOf(rows))
  await insertMessages(trx, rows)
  await recordEvents(
    trx,
    rows.map(({ id, clientId, kind, lane }) => ({
      kind: 'message.queued',
      subjectId: id,
      clientId,
      payload: { kind, lane },
    })),
  )
  const later = rows.filter(({ nextAttemptAt }) => nextAttemptAt > trx.now)
  const dueNow = rows.filter(({ nextAttemptAt }) => nextAttemptAt <= trx.now)
  for (const lane of new Set(dueNow.map((row) => row.lane))) await enqueue(trx, sendMessages[lane], {})
  await wakeLater(trx, later)
  return rows.map(({ id }) => id)
}

/** How many messages of one kind there have been about a client since an instant. */
export const countSince = (trx: PracticeTrx, of: { clientId: string; kind: string; since: Date }): Promise<number> =>
  countQueuedSince(trx, of)

/** Letters of the practice, about a client: they come from its own address, once its domain is verified. */
const isForClient = ({ clientId, kind }: NewMessage): boolean => !!clientId && !accountKinds.includes(kind)

const sentFrom = (message: NewMessage, address: string): NewMessage => ({
  ...message,
  from: { ...message.from, address },
})

const campaignsOf = (rows: NewMessageRow[]) =>
  [...new Map(rows.map(({ campaignId, clientId }) => [campaignId, clientId]))].flatMap(([id, clientId]) =>
    id === null ? [] : [{ id, clientId }],
  )

/*
 * What a message is about is told once, so its Message-ID derives from that: when a restored database makes the message
 * anew, it is known to be the same.
 */
function rowOf(trx: PracticeTrx, message: NewMessage): NewMessageRow {
  const { kind, lane, about, from, to, text, lang = 'en' } = message
  const id = newId()
  return {
    id,
    clientId: message.clientId ?? null,
    contactId: message.contactId ?? null,
    userId: message.userId ?? null,
    kind,
    lane,
    subjectKind: about?.kind ?? null,
    subjectId: about?.id ?? null,
    campaignId: message.campaignId ?? null,
    fromName: from.name,
    fromAddress: from.address,
    toName: to.name,
    toAddress: to.address,
    toKey: normalizeAddress(to.address) ?? to.address.toLowerCase(),
    replyToAddress: message.replyTo ?? null,
    subject: message.subject,
    textBody: text,
    htmlBody: message.html ?? letterHtml(text, { lang, title: message.subject }),
    headers: message.headers ?? {},
    messageIdHeader: `<${about && !about.again ? `${about.id}.${kind}` : id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
    secret: message.secret ?? null,
    expiresAt: message.expiresAt ?? null,
    nextAttemptAt: message.dueAt ?? trx.now,
    giveUpAt: message.giveUpAt ?? giveUpFrom(message.dueAt ?? trx.now),
  }
}

/** A message that the caller may see. @throws 404 */
export async function getMessage(trx: PracticeTrx, id: string): Promise<Message> {
  const message = await findMessage(trx, id)
  if (!message) throw notFound()
  return message
}

/** What became of the latest message of a kind about a client; undefined where there is none. */
export const getLatestOfKind = (trx: PracticeTrx, clientId: string, kind: string): Promise<Message | undefined> =>
  findLatestOfKind(trx, clientId, kind)

/** The note to a recipient that left or is to leave, also when the recipient is no longer on the list; undefined where there is none. */
export const findNoteTo = (trx: PracticeTrx, recipientId: string): Promise<Message | undefined> =>
  findAbout(trx, { kind: 'announcement_recipient', id: recipientId })

/** A message's sender and text, links and all: for what is written from it. @throws 404 */
export async function getLetter(trx: PracticeTrx, id: string) {
  const letter = await findLetter(trx, id)
  if (!letter) throw notFound()
  return letter
}

/**
 * What a message says, its token struck out; but not in a sandbox, whose mail can be read nowhere else. There a token
 * that opens somebody's own account is still theirs alone.
 *
 * @throws 404
 */
export async function getContent(
  trx: PracticeTrx,
  id: string,
): Promise<{ subject: string; text: string; html: string }> {
  const content = await findContent(trx, id)
  if (!content) throw notFound()
  const { subject, textBody, htmlBody, secret, userId, contactId } = content
  const isOwn = userId === null || (trx.actor.kind === 'member' && trx.actor.userId === userId)
  const isReader = isOwn && (userId !== null || (trx.actor.kind === 'client' && contactId === null))
  const withoutSecret = (text: string) =>
    secret && !(trx.sandbox && isOwn) ? text.replaceAll(secret, secretMark) : text
  const shown = (text: string) =>
    isReader || (trx.sandbox && isOwn) ? withoutSecret(text) : withoutTokens(withoutSecret(text))
  return { subject, text: shown(textBody), html: shown(htmlBody) }
}
