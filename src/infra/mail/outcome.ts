import type { NodemailerError } from 'nodemailer'

/** `session`: the server would not talk to us or kept no protocol; says nothing about the mail. */
export type Trouble = 'connection' | 'timeout' | 'session' | 'cancelled'

/** What a permanent refusal is about; only `recipient` says anything about the recipient's address. */
export type RejectionScope = 'recipient' | 'sender' | 'message' | 'policy'

/**
 * How a delivery ended.
 * - `sent`: the server took responsibility (2xx to the final dot).
 * - `deferred`: certainly not sent, may be tried again.
 * - `rejected`: certainly not sent, and the same mail would be refused again. No code: refused here, before any server.
 * - `uncertain`: lost between the body's first byte and the server's verdict. May or may not have arrived.
 * - `refused_by_caller`: `onBodyStart` failed, so not one byte of the message left.
 *
 * `response` is the server's own words, or the library's when there were none: one line, at most 500 characters.
 */
export type DeliveryOutcome =
  | { kind: 'sent'; response: string }
  | { kind: 'deferred'; reason: 'reply' | Trouble; code?: number; response: string }
  | { kind: 'rejected'; scope: RejectionScope; code?: number; enhancedCode?: string; response: string }
  | { kind: 'uncertain'; reason: Trouble; response: string }
  | { kind: 'refused_by_caller'; cause: unknown }

/** Judges a failed delivery from the library's error and from whether the body had begun to leave. */
export function failureOutcome(error: NodemailerError, bodyBegan: boolean): DeliveryOutcome {
  const response = serverWords(error.response || error.message)
  const code = error.responseCode || undefined
  if (code && code >= 400 && isVerdictOnMail(error)) {
    if (!error.permanent) return { kind: 'deferred', reason: 'reply', code, response }
    const enhancedCode = /^\d{3}[ -](5\.\d{1,3}\.\d{1,3})(?!\d)/.exec(response)?.[1]
    return { kind: 'rejected', scope: rejectionScope(error.command, enhancedCode), code, enhancedCode, response }
  }
  const reason = trouble(error.code)
  return bodyBegan ? { kind: 'uncertain', reason, response } : { kind: 'deferred', reason, code, response }
}

/** Bounds what a server said so that it can be stored and shown. */
export function serverWords(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, 500)
}

/**
 * Replies to MAIL, RCPT, DATA and the final dot judge this mail. A 5xx greeting or a failed login judges us, whatever
 * its code: another attempt may find the server or the password put right.
 */
function isVerdictOnMail({ code }: NodemailerError): boolean {
  return code === 'EENVELOPE' || code === 'EMESSAGE'
}

function trouble(code: string | undefined): Trouble {
  if (code === 'ETIMEDOUT') return 'timeout'
  if (code === 'EABORT') return 'cancelled'
  return code === 'ECONNECTION' || code === 'ESOCKET' || code === 'EDNS' ? 'connection' : 'session'
}

/** The enhanced code (RFC 3463) knows best; without one, the refused command tells. A full mailbox (5.2.2) blames nobody. */
function rejectionScope(command: string | undefined, enhancedCode: string | undefined): RejectionScope {
  const [, subject, detail] = enhancedCode?.split('.') ?? []
  if (subject === '7') return 'policy'
  if (subject === '1') return detail === '7' || detail === '8' ? 'sender' : 'recipient'
  if (subject === '2') return detail === '1' || detail === '0' ? 'recipient' : 'message'
  if (command === 'MAIL FROM') return 'sender'
  return command === 'RCPT TO' ? 'recipient' : 'message'
}
