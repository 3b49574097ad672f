import type { DeliveryOutcome } from '../../infra/mail/outcome.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'

/** Bulk never delays transactional. */
export type Lane = 'transactional' | 'bulk'

export type MessageStatus =
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'bounced'
  | 'complained'
  | 'failed'
  | 'uncertain'
  | 'suppressed'
  | 'cancelled'

/** What a message may become. Every change goes through this table; ARCHITECTURE.md prints it. */
export const messageTransitions: Record<MessageStatus, readonly MessageStatus[]> = {
  queued: ['sending', 'cancelled'],
  sending: ['queued', 'sent', 'bounced', 'failed', 'uncertain', 'suppressed', 'cancelled'],
  // What a provider reports later. A sandbox, whose mail is delivered at once, simulates the rest as well.
  sent: ['delivered', 'bounced', 'complained', 'failed', 'uncertain'],
  delivered: ['bounced', 'complained', 'failed', 'uncertain'],
  bounced: [],
  complained: [],
  // A person sends it once more.
  failed: ['queued'],
  // A person, or the provider's report, finds out.
  uncertain: ['queued', 'delivered', 'failed', 'bounced', 'complained'],
  suppressed: [],
  cancelled: [],
}

/** The statuses from which a message may get into this one. */
export const comesFrom = (status: MessageStatus): MessageStatus[] =>
  (Object.keys(messageTransitions) as MessageStatus[]).filter((from) => messageTransitions[from].includes(status))

/**
 * Kinds that a person needs in order to get at their own account. No suppression stops them, and as a second copy
 * does no harm while a lost one locks its reader out, an uncertain one is sent again, once.
 */
export const accountKinds: readonly string[] = ['email_verification', 'password_reset', 'sign_in_link', 'invitation']

/** What somebody answered, passed on to whom they answered: about a contact, but not to them. */
export const answerPassedOn = 'answer_passed_on'

/** What stands for a token in the stored copy of a letter. */
export const secretMark = '[removed]'

const maxAttempts = 5
const minuteMs = 60_000
export const giveUpAfterMs = 24 * 60 * minuteMs

/** Until when it is tried to send what is due at that instant. */
export const giveUpFrom = (dueAt: Date): Date => addMilliseconds(dueAt, giveUpAfterMs)

/** How an attempt ended: as the transport says, or before anything of the message left. */
export type AttemptEnd = Judged | NotBegun
type Judged = Exclude<DeliveryOutcome, { kind: 'refused_by_caller' }>
interface NotBegun {
  kind: 'not_begun'
  /** The mail server is away: no use in coming back at once. */
  serverAway: boolean
}

/** What a verdict rests on besides the delivery itself. */
export interface Attempt {
  kind: string
  /** How often a server has judged this mail, this time included. */
  attempt: number
  giveUpAt: Date
  timeline: readonly { status: string }[]
}

/** What becomes of a message that was `sending`. */
export interface Verdict {
  status: 'queued' | 'sent' | 'bounced' | 'failed' | 'uncertain'
  attempt: number
  /** For people, on the timeline. */
  detail?: string
  /** The mail server's words. */
  response?: string
  nextAttemptAt?: Date
  /** It was uncertain, and is sent again all the same. */
  wasUncertain?: boolean
}

/**
 * Judges one attempt. What certainly was not sent is tried again as long as that makes sense; what may have been sent
 * never is, but for account mails.
 *
 * @param random from 0 to 1, spreads retries so that they do not come back all at once
 */
export function judge(outcome: Judged, message: Attempt, now: Date, random: number): Verdict {
  const { response } = outcome
  const { attempt } = message
  switch (outcome.kind) {
    case 'sent':
      return { status: 'sent', attempt, response }
    case 'rejected': {
      const bounced = outcome.scope === 'recipient' && [550, 551, 553].includes(outcome.code ?? 0)
      return { status: bounced ? 'bounced' : 'failed', attempt, response, detail: `refused (${outcome.scope})` }
    }
    case 'deferred': {
      // Only a reply judges the mail; a server that is away says nothing about it.
      const judged = outcome.reason === 'reply'
      const delayMs = judged ? replyDelayMs(attempt, random) : troubleDelayMs(message, now)
      const nextAttemptAt = addMilliseconds(now, delayMs)
      if ((judged && attempt >= maxAttempts) || nextAttemptAt > message.giveUpAt) {
        return { status: 'failed', attempt, response, detail: `given up (${outcome.reason})` }
      }
      const counted = judged ? attempt : attempt - 1
      return { status: 'queued', attempt: counted, nextAttemptAt, response, detail: `put off (${outcome.reason})` }
    }
    case 'uncertain': {
      const again =
        accountKinds.includes(message.kind) && !message.timeline.some(({ status }) => status === 'uncertain')
      if (!again) return { status: 'uncertain', attempt, response, detail: outcome.reason }
      const detail = 'sent once more: a second copy of such a mail does no harm'
      return { status: 'queued', attempt, nextAttemptAt: now, response, detail, wasUncertain: true }
    }
  }
}

/** A minute, then four times as long each time; a fifth more or less. */
function replyDelayMs(attempt: number, random: number): number {
  return Math.round(minuteMs * 4 ** (attempt - 1) * (0.8 + 0.4 * random))
}

/** While a server is away it is asked again in step with how long the mail has waited: soon at first, hourly at last. */
export function troubleDelayMs({ giveUpAt }: Pick<Attempt, 'giveUpAt'>, now: Date): number {
  const waitedMs = giveUpAfterMs - (giveUpAt.getTime() - now.getTime())
  return Math.min(Math.max(minuteMs, waitedMs / 4), 60 * minuteMs)
}
