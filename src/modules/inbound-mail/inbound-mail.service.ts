import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { enterAsSystem, type PracticeTrx } from '../../infra/db/scope.ts'
import { normalizeAddress } from '../../infra/mail/address.ts'
import type { ReceivedMail } from '../../infra/mail/read-mail.ts'
import { getClientIfThere } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { findPracticeOf, keepDraft } from '../interaction-drafts/interaction-drafts.service.ts'
import { conversationIn, newWords } from '../interaction-drafts/mailed.rules.ts'
import type { Office } from '../links/office.service.ts'
import { findNamedMail, type MailEventDeps, noteMailEvent, type Source } from '../mail-events/mail-events.service.ts'
import { requireSignature, type SignatureDeps } from '../mail-events/signatures.service.ts'
import { noteAnswer } from '../messages/answers.service.ts'
import { getMessage } from '../messages/messages.service.ts'
import { passOnToClient, passOnToCoach } from './passing-on.service.ts'
import { readReturnedMail } from './returned-mail.rules.ts'

export interface InboundDeps extends MailEventDeps, SignatureDeps {
  readMail(raw: Buffer): Promise<ReceivedMail>
  office: Office
  /** What addresses of erased people are hashed with. */
  tombstones: Buffer
}

/** A mail that came in, and for whose logging addresses. */
interface Incoming {
  mail: ReceivedMail
  /** Tells it from others, however often it comes. */
  key: Buffer
  clientIds: string[]
}

/** One mail is for one client, or was sent to a few; who names more is up to something else. */
const mostClients = 5

/**
 * Takes in a mail that came for the platform: what it says of a mail of ours has its effect once, an answer is passed on,
 * what came to a logging address becomes a draft. What is none of these, or of a practice that the source does not speak
 * for, has no effect, and nobody is told the difference.
 * A mail that is handed in again, under the same id or another, has no further effect.
 *
 * @param handed.practiceId whose own provider hands it in; undefined: the platform's
 * @throws 401 unless it was signed, a moment ago, by who speaks for the practice, or for the platform
 */
export async function takeIn(
  deps: InboundDeps,
  { headers, raw, practiceId }: { headers: IncomingHttpHeaders; raw: Buffer; practiceId: string | undefined },
): Promise<void> {
  const id = requireSignature(deps, headers, raw, practiceId)
  const source = { provider: 'inbound', practiceId }
  const { kind, messageIds, detail } = readReturnedMail(raw.toString())
  if (kind !== 'replied' && kind !== 'other') return noteMailEvent(deps, source, { id, kind, messageIds, detail })
  const mail = await deps.readMail(raw)
  const key = createHash('sha256').update(mail.messageId ?? raw).digest() // prettier-ignore
  const clientIds = deps.office.clientsNamedIn(headerOf(raw)).slice(0, mostClients)
  const incoming = { mail, key, clientIds }
  if (kind === 'replied' && (await takeAnswer(deps, source, messageIds, incoming))) return
  for (const clientId of clientIds) await draft(deps, source, clientId, incoming)
}

function headerOf(raw: Buffer): string {
  const text = raw.subarray(0, 64 * 1024).toString('latin1')
  const end = /\r?\n\r?\n/.exec(text)
  return text.slice(0, end?.index)
}

/** @returns whether it answers a mail of ours */
async function takeAnswer(
  deps: InboundDeps,
  source: Source,
  messageIds: string[],
  incoming: Incoming,
): Promise<boolean> {
  const named = await findNamedMail(deps, source, { id: incoming.key.toString('hex'), messageIds })
  if (!named) return false
  await named.once((trx) => answer(trx, deps, named.messageId, incoming))
  return true
}

async function answer(trx: PracticeTrx, deps: InboundDeps, messageId: string, incoming: Incoming): Promise<void> {
  const { office } = deps
  const { mail, clientIds } = incoming
  const message = await getMessage(trx, messageId)
  const { clientId, contactId, userId } = message
  const at = mail.date && mail.date < trx.now ? mail.date : trx.now
  const isToClient = clientId !== null && contactId === null && userId === null
  if (!isToClient) {
    await noteAnswer(trx, deps.messageOwners, message, { at, summary: newWords(mail.text) })
    if (clientId && contactId) await passOnToClient(trx, office, { clientId, contactId }, mail)
    return
  }
  await passOnToCoach(trx, office, clientId, mail)
  if (!clientIds.includes(clientId)) return noteAnswer(trx, deps.messageOwners, message, { at })
  await recordEvent(trx, { kind: 'message.replied', subjectId: messageId, clientId })
  await keep(trx, deps, clientId, incoming)
}

async function draft(deps: InboundDeps, { practiceId }: Source, clientId: string, incoming: Incoming): Promise<void> {
  const itsPractice = await findPracticeOf(deps.db, clientId)
  if (!itsPractice || (practiceId !== undefined && practiceId !== itsPractice)) return
  await enterAsSystem(deps.db, itsPractice, (trx) => keep(trx, deps, clientId, incoming))
}

async function keep(
  trx: PracticeTrx,
  { office, tombstones }: InboundDeps,
  clientId: string,
  { mail, key }: Incoming,
): Promise<void> {
  const client = await getClientIfThere(trx, clientId)
  if (!client || client.status === 'archived') return
  const isOurs = (address: string) => address === office.mailFrom || office.clientsNamedIn(address).length > 0
  const conversation = conversationIn(mail, { clientKey: normalizeAddress(client.email)!, isOurs, now: trx.now })
  await keepDraft(trx, clientId, conversation, { mailKey: key, tombstones })
}
