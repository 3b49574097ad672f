/*
 * How many letters may leave now. A throttle remembers until when what has left is paid for: each letter costs the time
 * that it takes at the permitted pace. That is one instant per throttle, however long it has been running.
 */

/** What a practice may send in its bulk lane; null stands for no limit. */
export interface SendingLimits {
  mailsPerMinute: number | null
  mailsPerDay: number | null
  mailsPerDomainPerMinute: number | null
}

/** Where a practice throttles by domain: how many may leave to each, and when the next may where none may now. */
export interface DomainBudget {
  left: Map<string, number>
  /** To a domain that nothing was sent to lately. */
  unknown: number
  shut: Map<string, Date>
}

/**
 * Time that went unused is not lost, up to this: wakings come late by a few seconds, and the pace holds all the same.
 * No more, or a practice that was silent would send a flood.
 */
export const creditMs = 10_000

/** What one letter costs at that pace. */
export const costMs = (perMinute: number): number => 60_000 / perMinute

/** How many letters may leave now. */
export function mayLeave(perMinute: number, paidUntil: Date | undefined, now: Date): number {
  const paid = Math.max(paidUntil?.getTime() ?? 0, now.getTime() - creditMs)
  return paid > now.getTime() ? 0 : Math.floor((now.getTime() - paid) / costMs(perMinute)) + 1
}

/** How many more letters may leave today. A practice that is new has a limit of the house besides its own. */
export function leftOfDay(
  { mailsPerDay }: Pick<SendingLimits, 'mailsPerDay'>,
  { sent, isNew, newPracticePerDay }: { sent: number; isNew: boolean; newPracticePerDay: number | undefined },
): number {
  const cap = isNew ? newPracticePerDay : undefined
  return Math.max(0, Math.min(mailsPerDay ?? Infinity, cap ?? Infinity) - sent)
}
