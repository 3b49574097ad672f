import { setTimeout as sleep } from 'node:timers/promises'
import type { MailRoute } from '../../src/modules/mail-settings/mail-routes.service.ts'
import type { DkimKey } from '../../src/infra/mail/signing.ts'
import type { OutgoingMail } from '../../src/infra/mail/message.ts'
import type { MailTransport } from '../../src/infra/mail/transport.ts'
import type { AttemptEnd } from '../../src/modules/messages/messages.rules.ts'
import type { Slice } from '../../src/modules/messages/sending.service.ts'
import type { LedgerWriter } from './ledger-writer.ts'

type Message = Slice['messages'][number]

export interface Delivery {
  sender: Sender
  transport: MailTransport
  /** Bounds how many deliveries of this lane run at a time. */
  slots: <T>(task: () => Promise<T>) => Promise<T>
  ledger: LedgerWriter
  /** Aborted when the process is about to end: what has begun is finished, the rest goes back. */
  stopping: AbortSignal
  /** How long it is tried to write an outcome down. */
  patienceMs: number
}

/** So many failures in a row that were not the mail's mean that the others would fare no better. */
const enough = 5

/**
 * Delivers the messages of a slice, each at most once. That a body is about to leave is noted first, then how
 * the attempt ended; what that means is booked for many at once.
 */
export async function deliverSlice(slice: Slice, delivery: Delivery): Promise<void> {
  const { transport, sender, slots, ledger, stopping } = delivery
  let serverAway = 0
  let withheld = 0

  async function attempt(message: Message): Promise<AttemptEnd> {
    if (serverAway >= enough) return { kind: 'not_begun', serverAway: true }
    if (withheld >= enough || stopping.aborted) return { kind: 'not_begun', serverAway: false }
    const outcome = await transport.deliver(asMail(message, sender), {
      onBodyStart: async () => {
        if (!(await ledger.note({ message }))) throw new Error('the message is not ours any more')
      },
    })
    withheld = outcome.kind === 'refused_by_caller' ? withheld + 1 : 0
    serverAway = outcome.kind === 'deferred' && outcome.reason !== 'reply' ? serverAway + 1 : 0
    return outcome.kind === 'refused_by_caller' ? { kind: 'not_begun', serverAway: false } : outcome
  }

  /** An end that is not written leaves a message in doubt, so a database that is away for a while is waited for. */
  async function patiently(write: () => Promise<unknown>): Promise<void> {
    const deadline = performance.now() + delivery.patienceMs
    for (;;) {
      try {
        await write()
        return
      } catch (error) {
        if (performance.now() > deadline) throw error
        await sleep(500)
      }
    }
  }

  let underWay = slice.messages.length
  const ends = slice.messages.map(async (message) => {
    const end = await slots(() => attempt(message))
    await patiently(() => ledger.note({ message, end }))
    const booked = patiently(() => ledger.book({ message, end }))
    underWay -= 1
    if (underWay === 0) ledger.flush()
    await booked
  })
  const failures = (await Promise.allSettled(ends)).filter((end) => end.status === 'rejected')
  if (failures[0]) throw failures[0].reason
}

/** What may be sent from. */
export interface Sender {
  /** The practice's own address, while its domain is not verified, or not any more. */
  unverified?: string
  platform: string
  /** Of the practice's own domain, and of the platform's. */
  keys: DkimKey[]
}

/** Who letters that leave by a route may come from. */
export const senderOf = (
  route: MailRoute | undefined,
  { mailFrom, dkim }: { mailFrom: string; dkim: DkimKey | undefined },
): Sender => ({
  platform: mailFrom,
  keys: [route?.dkim, dkim].filter((key) => key !== undefined),
  ...(!route?.dkim && route?.fromAddress && { unverified: route.fromAddress }),
})

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1).toLowerCase()

function asMail(message: Message, sender: Sender): OutgoingMail {
  const isUnverified = message.fromAddress === sender.unverified
  const address = isUnverified ? sender.platform : message.fromAddress
  const dkim = sender.keys.find(({ domain }) => domain === domainOf(address))
  const replyTo = message.replyToAddress ?? (isUnverified ? message.fromAddress : null)
  return {
    messageId: message.messageIdHeader,
    // The same on every attempt, so that the same mail is the same bytes.
    date: message.createdAt,
    from: { name: message.fromName, address },
    to: { name: message.toName, address: message.toAddress },
    replyTo: replyTo === null ? undefined : { address: replyTo },
    subject: message.subject,
    text: message.textBody,
    html: message.htmlBody,
    headers: message.headers,
    idempotencyKey: message.id,
    ...(dkim && { dkim }),
  }
}
