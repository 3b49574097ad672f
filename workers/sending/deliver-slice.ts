import { setTimeout as sleep } from 'node:timers/promises'
import type { OutgoingMail } from '../../src/infra/mail/message.ts'
import type { MailTransport } from '../../src/infra/mail/transport.ts'
import type { AttemptEnd, Slice } from '../../src/modules/messages/sending.service.ts'
import type { Step } from './ledger-writer.ts'

type Message = Slice['messages'][number]

export interface Delivery {
  transport: MailTransport
  /** Bounds how many deliveries of this lane run at a time. */
  slots: <T>(task: () => Promise<T>) => Promise<T>
  /** Writes one thing down; tells whether the body may leave, if it is about to. */
  write(step: Step): Promise<boolean>
  /** Aborted when the process is about to end: what has begun is finished, the rest goes back. */
  stopping: AbortSignal
  /** How long it is tried to write an outcome down. */
  patienceMs: number
}

/** So many failures in a row that were not the mail's mean that the others would fare no better. */
const enough = 5

/**
 * Delivers the messages of a slice, each at most once. Before a body leaves, that it does is written down, and
 * afterwards how the attempt ended.
 */
export async function deliverSlice(slice: Slice, delivery: Delivery): Promise<void> {
  const { transport, slots, write, stopping } = delivery
  let serverAway = 0
  let withheld = 0

  async function attempt(message: Message): Promise<AttemptEnd> {
    if (serverAway >= enough) return { kind: 'not_begun', serverAway: true }
    if (withheld >= enough || stopping.aborted) return { kind: 'not_begun', serverAway: false }
    const outcome = await transport.deliver(asMail(message), {
      onBodyStart: async () => {
        if (!(await write({ message }))) throw new Error('the message is not ours any more')
      },
    })
    withheld = outcome.kind === 'refused_by_caller' ? withheld + 1 : 0
    serverAway = outcome.kind === 'deferred' && outcome.reason !== 'reply' ? serverAway + 1 : 0
    return outcome.kind === 'refused_by_caller' ? { kind: 'not_begun', serverAway: false } : outcome
  }

  /** An outcome that is not written leaves a message in doubt, so a database that is away for a while is waited for. */
  async function writeDown(message: Message, end: AttemptEnd): Promise<void> {
    const deadline = performance.now() + delivery.patienceMs
    for (;;) {
      try {
        await write({ message, end })
        return
      } catch (error) {
        if (performance.now() > deadline) throw error
        await sleep(500)
      }
    }
  }

  const ends = slice.messages.map(async (message) => writeDown(message, await slots(() => attempt(message))))
  const failures = (await Promise.allSettled(ends)).filter((end) => end.status === 'rejected')
  if (failures[0]) throw failures[0].reason
}

const asMail = (message: Message): OutgoingMail => ({
  messageId: message.messageIdHeader,
  // The same on every attempt, so that the same mail is the same bytes.
  date: message.createdAt,
  from: { name: message.fromName, address: message.fromAddress },
  to: { name: message.toName, address: message.toAddress },
  replyTo: message.replyToAddress === null ? undefined : { address: message.replyToAddress },
  subject: message.subject,
  text: message.textBody,
  html: message.htmlBody,
  headers: message.headers,
  idempotencyKey: message.id,
})
