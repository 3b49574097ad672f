import { addMilliseconds } from '../../src/infra/time/calendar.ts'
import { isLate, waitsUntil } from '../../src/modules/messages/late.rules.ts'
import {
  type AttemptEnd,
  giveUpAfterMs,
  judge,
  type Lane,
  troubleDelayMs,
} from '../../src/modules/messages/messages.rules.ts'
import { type Change, isBlocked, settle } from './change.ts'
import { type Claimed, type Letter, letterOf, type Machine, stateOf } from './machine.ts'

/* What workers and the agenda do. */

/** Retries are spread by chance; here chance is always this. */
export const chance = 0.5

/** Takes what is due in a lane into a lease; nothing when there is no work. Returns what may be sent. */
export function claim(
  machine: Machine,
  { lane, limit, leaseId }: { lane: Lane; limit: number; leaseId: string },
  now: Date,
): Claimed[] {
  if (!machine.work.delete(lane)) return []
  const waiting = machine.letters.filter((letter) => letter.lane === lane && isDue(machine, letter, now))
  const due = waiting.toSorted(byDueTime).slice(0, limit)
  if (waiting.length > due.length) machine.work.add(lane)
  const free = due.filter((letter) => {
    const back = keptBack(machine, letter, now)
    if (isLate(letter.nextAttemptAt, now)) letter.giveUpAt = later(letter.giveUpAt, addMilliseconds(now, giveUpAfterMs))
    const resumedAt = machine.campaigns.get(letter.campaign ?? '')?.resumedAt
    if (resumedAt) letter.giveUpAt = later(letter.giveUpAt, addMilliseconds(resumedAt, giveUpAfterMs))
    letter.status = 'sending'
    letter.attempt += 1
    letter.leaseId = leaseId
    letter.timeline = [...letter.timeline, { status: 'sending' }]
    if (back) settle(machine, letter, back, now)
    return !back
  })
  if (free.length > 0) machine.leases.add(leaseId)
  return free.map(({ id, kind, attempt, giveUpAt, timeline }) => ({ id, kind, attempt, giveUpAt, timeline, leaseId }))
}

/** What becomes of a letter that is due and must not go out, or not now. */
function keptBack(machine: Machine, letter: Letter, now: Date): Change | undefined {
  const notTried = { attempt: letter.attempt, takesBack: true }
  if (isBlocked(machine, letter)) return { ...notTried, status: 'suppressed' }
  const until = letter.lane === 'bulk' && isLate(letter.nextAttemptAt, now) ? waitsUntil(now, 'UTC') : undefined
  return (
    until && {
      ...notTried,
      status: 'queued',
      nextAttemptAt: until,
      giveUpAt: addMilliseconds(until, giveUpAfterMs),
      detail: 'late',
    }
  )
}

/** Whether a body may leave, which is written down. */
export function begin(machine: Machine, { id, leaseId }: Claimed): boolean {
  const letter = letterOf(machine, id)
  const may = letter.leaseId === leaseId && stateOf(machine, letter) === 'open' && !isBlocked(machine, letter)
  if (may) letter.begun = true
  return may
}

/** Notes how an attempt ended, unless the claim is lost. */
export function end(machine: Machine, { id, leaseId }: Claimed, outcome: AttemptEnd): void {
  const letter = letterOf(machine, id)
  if (letter.leaseId === leaseId) letter.noted = outcome
}

/** Books an attempt that has ended, unless the claim is lost. */
export function book(machine: Machine, claimed: Claimed, outcome: AttemptEnd, now: Date): void {
  const letter = letterOf(machine, claimed.id)
  if (letter.leaseId !== claimed.leaseId) return
  settle(machine, letter, becomes(machine, { ...claimed, campaign: letter.campaign }, outcome, now), now)
}

/** A lease has run out: what had begun to leave is in doubt unless its end was noted, the rest goes back. */
export function recover(machine: Machine, leaseId: string, now: Date): void {
  machine.leases.delete(leaseId)
  for (const letter of machine.letters.filter((one) => one.leaseId === leaseId)) {
    const presumed: AttemptEnd = letter.begun
      ? { kind: 'uncertain', reason: 'connection', response: '' }
      : { kind: 'not_begun', serverAway: false }
    const outcome = letter.noted ?? presumed
    settle(machine, letter, becomes(machine, letter, outcome, now), now)
  }
}

/** Gives a lease back; one that still holds something runs out. */
export function finish({ letters, leases }: Machine, leaseId: string): void {
  if (!letters.some((letter) => letter.leaseId === leaseId)) leases.delete(leaseId)
}

/** Does what the agenda says of letters that were put off. */
export function wake(machine: Machine, now: Date): void {
  for (const { lane, at } of machine.wakings) if (at <= now.getTime()) machine.work.add(lane)
  machine.wakings = machine.wakings.filter(({ at }) => at > now.getTime())
}

function becomes(
  machine: Machine,
  letter: Pick<Letter, 'kind' | 'attempt' | 'giveUpAt' | 'timeline' | 'campaign'>,
  outcome: AttemptEnd,
  now: Date,
): Change {
  const to = verdict(letter, outcome, now)
  return to.status === 'queued' && stateOf(machine, letter) === 'cancelled' ? { status: 'cancelled' } : to
}

function verdict(letter: Parameters<typeof judge>[1], outcome: AttemptEnd, now: Date): Change {
  if (outcome.kind === 'not_begun') {
    const delayMs = outcome.serverAway ? troubleDelayMs(letter, now) : 0
    return {
      status: 'queued',
      attempt: letter.attempt - 1,
      nextAttemptAt: addMilliseconds(now, delayMs),
      takesBack: true,
    }
  }
  const { status, attempt, nextAttemptAt, wasUncertain } = judge(outcome, letter, now, chance)
  return { status, attempt, ...(nextAttemptAt && { nextAttemptAt }), ...(wasUncertain && { via: 'uncertain' }) }
}

const isDue = (machine: Machine, letter: Letter, now: Date): boolean =>
  letter.status === 'queued' && stateOf(machine, letter) === 'open' && letter.nextAttemptAt <= now

const byDueTime = (a: Letter, b: Letter): number =>
  a.nextAttemptAt.getTime() - b.nextAttemptAt.getTime() || (a.id < b.id ? -1 : 1)

const later = (a: Date, b: Date): Date => (a < b ? b : a)
