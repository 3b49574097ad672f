import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addDays, addMilliseconds, at, dayOf } from '../../infra/time/calendar.ts'
import { chargePace, countForDay, listDomains, readSendingState, type SendingState } from './pace.repository.ts'
import type { Lane } from './messages.rules.ts'
import { type DomainBudget, leftOfDay, mayLeave } from './pace.rules.ts'

/** What the house allows practices that are new, whatever they allow themselves. */
export interface NewPracticeCap {
  days: number
  mailsPerDay: number
}

/** How many letters of a lane may leave now. */
export interface Budget {
  /** Whether the practice has any limit: else there is nothing to look at again. */
  isLimited: boolean
  frozen: boolean
  mails: number
  /** When more may leave, where there are letters left over. */
  refillsAt: Date
  domains?: DomainBudget
  state: SendingState
  lane: Lane
}

/** Letters that are about to leave; or were, and did not. */
export interface Leaving {
  toDomain: string
}

const dayMs = 24 * 3_600_000

/** Reads what may leave now. Claims of a lane follow each other, so it holds until the claim is charged. */
export async function readBudget(trx: PracticeTrx, lane: Lane, cap: NewPracticeCap | undefined): Promise<Budget> {
  const state = await readSendingState(trx)
  const frozen = state.frozen && !trx.sandbox
  if (lane !== 'bulk') return { lane, frozen, mails: Infinity, isLimited: false, refillsAt: trx.now, state }
  const isNew = cap !== undefined && state.createdAt > addMilliseconds(trx.now, -cap.days * dayMs)
  const today = leftOfDay(state, { sent: state.sentToday, isNew, newPracticePerDay: cap?.mailsPerDay })
  const now = state.mailsPerMinute ? mayLeave(state.mailsPerMinute, state.paidUntil ?? undefined, trx.now) : Infinity
  const mails = Math.min(today, now)
  return {
    lane,
    state,
    frozen,
    mails,
    isLimited: mails < Infinity || state.mailsPerDomainPerMinute !== null,
    refillsAt: today === 0 ? nextMorning(trx.now, state.timeZone) : (state.paidUntil ?? trx.now),
    ...(state.mailsPerDomainPerMinute && { domains: await readDomains(trx, state.mailsPerDomainPerMinute) }),
  }
}

async function readDomains(trx: PracticeTrx, perMinute: number): Promise<DomainBudget> {
  const paid = [...(await listDomains(trx))]
  return {
    unknown: mayLeave(perMinute, undefined, trx.now),
    left: new Map(paid.map(([domain, paidUntil]) => [domain, mayLeave(perMinute, paidUntil, trx.now)])),
    shut: new Map(paid.filter(([, paidUntil]) => paidUntil > trx.now)),
  }
}

/** Nobody gets a personal note at midnight, when a new day begins to be counted. */
const nextMorning = (now: Date, timeZone: string): Date => at(addDays(dayOf(now, timeZone), 1), '09:00', timeZone)

/** Charges what a claim takes. */
export async function charge(trx: PracticeTrx, { lane, state }: Budget, leaving: Leaving[]): Promise<void> {
  if (lane !== 'bulk' || leaving.length === 0) return
  await chargePace(trx, chargesFor(state, leaving, 1))
  await countForDay(trx, trx.now, leaving.length)
}

/** Gives back what was claimed at that instant and did not begin to leave. */
export async function giveBack(trx: PracticeTrx, claimedAt: Date, unsent: Leaving[]): Promise<void> {
  if (unsent.length === 0) return
  await chargePace(trx, chargesFor(await readSendingState(trx), unsent, -1))
  await countForDay(trx, claimedAt, -unsent.length)
}

function chargesFor({ mailsPerMinute, mailsPerDomainPerMinute }: SendingState, letters: Leaving[], sign: 1 | -1) {
  const own = mailsPerMinute ? [{ domain: '', perMinute: mailsPerMinute, mails: sign * letters.length }] : []
  if (!mailsPerDomainPerMinute) return own
  const byDomain = Map.groupBy(letters, ({ toDomain }) => toDomain)
  return [
    ...own,
    ...[...byDomain].map(([domain, its]) => ({ domain, perMinute: mailsPerDomainPerMinute, mails: sign * its.length })),
  ]
}
