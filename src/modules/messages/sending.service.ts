import type { PracticeTrx } from '../../infra/db/scope.ts'
import { newId } from '../../infra/security/ids.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import { schedule, unschedule } from '../agenda/agenda.service.ts'
import { finishWork, lockWork } from '../outbox/outbox.service.ts'
import { changeMessages, type MessageOwners, type NewStatus } from './ledger.service.ts'
import { leaseExpired, sendMessages } from './messages.jobs.ts'
import { wakeAt, wakeLane, wakeLater } from './waking.service.ts'
import { isLate, waitsUntil } from './late.rules.ts'
import { type Budget, charge, giveBack, type Leaving, type NewPracticeCap, readBudget } from './pace.service.ts'
import { type Attempt, type AttemptEnd, giveUpAfterMs, judge, type Lane, troubleDelayMs } from './messages.rules.ts'
import { type ClaimedMessage, claimDue, hasDue, lockClaimed, lockLeased, takeNotes } from './sending.repository.ts'

/*
 * The send machine, one step per function, each a transaction of its own. A lane whose messages are due has a row in the
 * outbox; a message that was claimed has a lease on the agenda. One of the two always stands, so nothing needs sweeping.
 */

/** Some messages of one lane of one practice, in one worker's hands as long as the lease is renewed. */
export interface Slice {
  leaseId: string
  lane: Lane
  messages: ClaimedMessage[]
}

export interface ClaimOptions {
  lane: Lane
  /** How many messages at most. */
  limit: number
  leaseMs: number
  newPracticeCap?: NewPracticeCap | undefined
}

/**
 * Claims what is due in a lane, checking now who must not be written to. Undefined when there is nothing to send: done
 * already, or a sandbox, whose mail is captured here and never leaves.
 */
export async function claimSlice(
  trx: PracticeTrx,
  owners: MessageOwners,
  { lane, limit, leaseMs, newPracticeCap }: ClaimOptions,
): Promise<Slice | undefined> {
  // Locked before anything is read: what is committed with this work is seen by the claim, and no two claims overlap.
  const work = await lockWork(trx, sendMessages[lane])
  if (work.length === 0) return undefined
  const budget = await readBudget(trx, lane, newPracticeCap)
  // The work stays: it comes back when mail may leave again.
  if (budget.frozen) return undefined
  const leaseId = newId()
  const { domains } = budget
  const claimed = budget.mails > 0 ? await claimDue(trx, { lane, leaseId, limit: Math.min(limit, budget.mails), domains }) : [] // prettier-ignore
  await finishWork(trx, work)

  const withdrawn = await askOwners(trx, owners, claimed)
  const kept = claimed.flatMap((message) => keptBack(message, lane, trx.now, withdrawn.get(message.id)))
  const keptIds = new Set(kept.map(({ id }) => id))
  const free = claimed.filter(({ id }) => !keptIds.has(id))
  await charge(trx, budget, free)
  await wakeForRest(trx, lane, budget.isLimited ? await readBudget(trx, lane, newPracticeCap) : budget)
  const captured = trx.sandbox ? free.map(({ id }) => ({ id, status: 'sent' as const, captured: true })) : []
  await settle(trx, owners, [...kept, ...captured])
  await changeMessages(trx, owners, captured.map(({ id }) => ({ id, status: 'delivered' }))) // prettier-ignore
  if (trx.sandbox || free.length === 0) return undefined
  await renewLease(trx, leaseId, leaseMs)
  return { leaseId, lane, messages: free }
}

/** Goes to the back of the queue, so that practices take turns; or comes back when more may leave. */
async function wakeForRest(trx: PracticeTrx, lane: Lane, { mails, refillsAt, domains }: Budget): Promise<void> {
  const shut = domains?.shut ?? new Map<string, Date>()
  if (mails > 0 && (await hasDue(trx, lane, [...shut.keys()]))) return wakeLane(trx, lane)
  const later = mails > 0 ? [...shut.values()].toSorted((a, b) => a.getTime() - b.getTime())[0] : refillsAt
  if (!later || !(await hasDue(trx, lane))) return
  await wakeAt(trx, lane, later)
}

/** What the owners of messages do not want to leave any more, and why. */
async function askOwners(trx: PracticeTrx, owners: MessageOwners, claimed: ClaimedMessage[]) {
  const withdrawn = new Map<string, string>()
  for (const [kind, its] of Map.groupBy(claimed, ({ subjectKind }) => subjectKind ?? '')) {
    const leaving = its.map(({ id, subjectId }) => ({ messageId: id, subjectId: subjectId! }))
    for (const [id, because] of (await owners[kind]?.withdraw?.(trx, leaving)) ?? []) withdrawn.set(id, because)
  }
  return withdrawn
}

/** What becomes of a message that must not go out, not now, or not again. */
function keptBack({ id, leaseId, ...message }: ClaimedMessage, lane: Lane, now: Date, because?: string): NewStatus[] {
  const notTried = { id, leaseId, attempt: message.attempt - 1, takesBack: true }
  if (message.alreadySent) {
    return [{ id, leaseId, status: 'sent', detail: 'it had left before the database was restored' }]
  }
  if (because !== undefined) return [{ ...notTried, status: 'cancelled', detail: because }]
  if (message.blocked) return [{ ...notTried, status: 'suppressed' }]
  if (message.expiresAt && message.expiresAt <= now) {
    return [{ ...notTried, status: 'cancelled', detail: 'its link has expired' }]
  }
  if (lane !== 'bulk' || !isLate(message.dueAt, now)) return []
  const until = waitsUntil(now, message.timeZone ?? 'UTC')
  if (!until) return []
  const giveUpAt = addMilliseconds(until, giveUpAfterMs)
  return [{ ...notTried, status: 'queued', nextAttemptAt: until, giveUpAt, detail: 'late: not sent at night' }]
}

/** Keeps a slice for another `leaseMs`. */
export const renewLease = (trx: PracticeTrx, leaseId: string, leaseMs: number) =>
  schedule(trx, { kind: leaseExpired, subjectId: leaseId, dueAt: addMilliseconds(trx.now, leaseMs) })

/** Gives a lease back that holds nothing any more. One that still does runs out, and then `recoverLease` looks. */
export async function endLease(trx: PracticeTrx, leaseId: string): Promise<void> {
  if ((await lockLeased(trx, leaseId)).length === 0) await unschedule(trx, { kind: leaseExpired, subjectId: leaseId })
}

/** An attempt that has ended. */
export interface Ended {
  message: ClaimedMessage
  end: AttemptEnd
}

/**
 * Notes whose bodies are about to leave, and how attempts ended, of any slices of one practice. One cheap statement, for
 * bodies wait for it; what the ends mean is for `bookEnds`. Who has lost the claim notes nothing.
 *
 * @returns answers with the ids of `begun` whose bodies may leave; the others' must not
 */
export function noteProgress({ begun, ended }: { begun: ClaimedMessage[]; ended: Ended[] }) {
  const ends = ended.map(({ message: { id, leaseId }, end }) => ({ id, leaseId, end }))
  const { inStep, read } = takeNotes([...begun.map(({ id, leaseId }) => ({ id, leaseId })), ...ends])
  const beginning = new Set(begun.map(({ id }) => id))
  return { inStep, read: (row: Parameters<typeof read>[0]) => new Set(read(row).filter((id) => beginning.has(id))) }
}

/** Makes of ended attempts what they mean, for the message and whoever hears of it. Who has lost the claim changes nothing. */
export async function bookEnds(trx: PracticeTrx, owners: MessageOwners, ended: Ended[]): Promise<void> {
  const locked = await lockClaimed(trx, ended.map(({ message }) => message)) // prettier-ignore
  const ours = new Map(locked.map((message) => [message.id, message]))
  await giveBackUnsent(trx, ended.flatMap(({ message, end }) => (ours.has(message.id) ? [{ ...message, end }] : []))) // prettier-ignore
  const changes = ended.flatMap(({ message, end }) => {
    const { lastAttempt } = ours.get(message.id) ?? {}
    return lastAttempt === undefined ? [] : [newStatusOf({ ...message, lastAttempt }, end, trx.now)]
  })
  await settle(trx, owners, changes)
}

/** Looks after the messages of a worker that went away: those of whose bodies nobody knows what became are uncertain. */
export async function recoverLease(trx: PracticeTrx, owners: MessageOwners, leaseId: string): Promise<void> {
  const left = (await lockLeased(trx, leaseId)).map((message) => ({ ...message, leaseId, end: message.attemptEnd ?? presumedEnd(message) })) // prettier-ignore
  await giveBackUnsent(trx, left)
  const changes = left.map(({ end, ...message }) => newStatusOf(message, end, trx.now))
  await settle(trx, owners, changes)
}

const presumedEnd = ({ bodyStartedAt }: { bodyStartedAt: Date | null }): AttemptEnd =>
  bodyStartedAt
    ? { kind: 'uncertain', reason: 'connection', response: 'The worker that was sending it went away.' }
    : { kind: 'not_begun', serverAway: false }

/** What was claimed and did not begin to leave counts as nothing that the practice has sent. */
async function giveBackUnsent(
  trx: PracticeTrx,
  messages: (Leaving & Pick<ClaimedMessage, 'lane' | 'timeline'> & { end: AttemptEnd })[],
) {
  const unsent = messages.filter(({ lane, end }) => lane === 'bulk' && end.kind === 'not_begun')
  const byClaim = Map.groupBy(unsent, ({ timeline }) => timeline.at(-1)!.at)
  for (const [claimedAt, its] of byClaim) await giveBack(trx, new Date(claimedAt), its)
}

/** A message that was in a worker's hands; `lastAttempt` when it was cancelled there. */
type Sending = Attempt & { id: string; leaseId: string; lastAttempt: boolean }

function newStatusOf(message: Sending, end: AttemptEnd, now: Date): NewStatus {
  const { id, leaseId } = message
  const becomes = becomesOf(message, end, now)
  if (becomes.status !== 'queued' || !message.lastAttempt) return { id, leaseId, ...becomes }
  return { id, leaseId, status: 'cancelled', response: becomes.response, detail: 'cancelled while it was on its way' }
}

function becomesOf(message: Sending, end: AttemptEnd, now: Date): Omit<NewStatus, 'id'> {
  if (end.kind === 'not_begun') {
    const nextAttemptAt = end.serverAway ? addMilliseconds(now, troubleDelayMs(message, now)) : now
    return { status: 'queued', attempt: message.attempt - 1, nextAttemptAt, takesBack: true }
  }
  const { wasUncertain, ...verdict } = judge(end, message, now, Math.random())
  return { ...verdict, ...(wasUncertain ? { via: 'uncertain' as const } : {}) }
}

/** Changes statuses and sees that what goes back into the queue is taken out again in time. */
async function settle(trx: PracticeTrx, owners: MessageOwners, changes: NewStatus[]): Promise<void> {
  const changed = await changeMessages(trx, owners, changes)
  const again = changed.filter(({ status }) => status === 'queued')
  const isDue = ({ nextAttemptAt }: { nextAttemptAt: Date }) => nextAttemptAt <= trx.now
  const [due, later] = [again.filter(isDue), again.filter((message) => !isDue(message))]
  for (const lane of new Set(due.map((message) => message.lane))) await wakeLane(trx, lane)
  await wakeLater(trx, later)
}
