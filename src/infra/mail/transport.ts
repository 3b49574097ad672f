import { createTransport, type NodemailerError, type SendMailOptions } from 'nodemailer'
import { parseConnectionUrl } from 'nodemailer/lib/shared'
import { createBodyGate, type BodyGate } from './body-gate.ts'
import { composeMail, invalidSide, type OutgoingMail } from './message.ts'
import { mimeBytes } from './mime-bytes.ts'
import { type DkimKey, signed } from './signing.ts'
import { failureOutcome, serverWords, type DeliveryOutcome } from './outcome.ts'

export interface MailTransportOptions {
  /** The address to connect to, where the name in the URL must not be looked up again. */
  address?: string
  /** `smtp://` or `smtps://` with user and password; query parameters are nodemailer's, e.g. `?requireTLS=true`. */
  url: string
  /** SMTP connections open at the same time; further deliveries wait for one. */
  maxSessions: number
  /** Silence after which a connection is given up. Keep it below the lease that guards a delivery. */
  socketTimeoutMs?: number
  /** For name look-up, TCP, TLS and greeting together. */
  connectTimeoutMs?: number
  /** Messages after which a connection is replaced. */
  maxMessagesPerSession?: number
  /** Header in which the provider expects an idempotency key; none is sent without it. */
  idempotencyHeader?: string
}

export interface DeliverOptions {
  /**
   * Called once, after the server has asked for the message and before it gets the first byte: commit here that the
   * mail is on its way. Rejecting holds the message back. Not called when the mail is refused earlier.
   */
  onBodyStart: () => Promise<void>
  /** Gives the delivery up; afterwards the outcome is `deferred` or `uncertain` like that of a lost connection. */
  signal?: AbortSignal
}

export interface MailTransport {
  /** Makes one attempt, never a second of its own. Every fault of network, server or address is an outcome, not an error. */
  deliver(mail: OutgoingMail, options: DeliverOptions): Promise<DeliveryOutcome>
  /** Connects and logs in; rejects with the reason when that fails. */
  verify(): Promise<void>
  /** Lets begun deliveries end, defers those still waiting, and closes the connections. */
  close(): Promise<void>
}

interface GatedMail extends SendMailOptions {
  gate: BodyGate
  signWith: DkimKey | undefined
}

export function createMailTransport({
  url,
  address,
  maxSessions,
  socketTimeoutMs = 60_000,
  connectTimeoutMs = 20_000,
  maxMessagesPerSession = 100,
  idempotencyHeader,
}: MailTransportOptions): MailTransport {
  const transporter = createTransport({
    // Spread first, so that no URL parameter can undo what the outcomes rest on.
    ...parseConnectionUrl(url),
    ...(address && { host: address, tls: { servername: new URL(url).hostname } }),
    pool: true,
    maxConnections: maxSessions,
    maxMessages: maxMessagesPerSession,
    maxRequeues: 0,
    lmtp: false,
    socketTimeout: socketTimeoutMs,
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    dnsTimeout: connectTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  // Nothing stands between the gate and the connection, so that the first read is the connection's own.
  transporter.use('stream', ({ message, data }, done) => {
    const { gate, signWith } = data as GatedMail
    const bytes = () => mimeBytes(message)
    message.createReadStream = () => gate.hold(signWith ? signed(bytes(), signWith) : bytes())
    done()
  })

  const deliveries = new Set<Promise<DeliveryOutcome>>()

  async function attempt(mail: OutgoingMail, { onBodyStart, signal }: DeliverOptions): Promise<DeliveryOutcome> {
    const invalid = invalidSide(mail)
    if (invalid) return { kind: 'rejected', scope: invalid, response: 'Not one plain e-mail address.' }
    const gate = createBodyGate(onBodyStart)
    const gated: GatedMail = { ...composeMail(mail, idempotencyHeader), signal, gate, signWith: mail.dkim }
    try {
      const { response } = await transporter.sendMail(gated)
      return { kind: 'sent', response: serverWords(response) }
    } catch (error) {
      const passage = await gate.close()
      if (passage.kind === 'refused') return { kind: 'refused_by_caller', cause: passage.cause }
      return failureOutcome(error as NodemailerError, passage.kind === 'open')
    }
  }

  return {
    async deliver(mail, options) {
      const delivery = attempt(mail, options)
      deliveries.add(delivery)
      try {
        return await delivery
      } finally {
        deliveries.delete(delivery)
      }
    },
    async verify() {
      await transporter.verify()
    },
    async close() {
      transporter.close()
      await Promise.allSettled(deliveries)
    },
  }
}
