import type { PracticeTrx } from '../../infra/db/scope.ts'
import { scheduleMany } from '../agenda/agenda.service.ts'
import { enqueue } from '../outbox/outbox.service.ts'
import { putOffIsDue, sendMessages } from './messages.jobs.ts'
import type { Lane } from './messages.rules.ts'

/** Starts the next slice of a lane. Any number of requests for it come to the same. */
export const wakeLane = (trx: PracticeTrx, lane: Lane) => enqueue(trx, sendMessages[lane], {})

/** Sees that messages that are not due yet are taken out of the queue when they are. */
export const wakeLater = (trx: PracticeTrx, messages: { lane: Lane; nextAttemptAt: Date }[]): Promise<void> =>
  wakeAll(trx, messages.map(({ lane, nextAttemptAt }) => ({ lane, at: roundedUp(nextAttemptAt, 10_000) }))) // prettier-ignore

/** Starts the next slice of a lane at that time, within a second. */
export const wakeAt = (trx: PracticeTrx, lane: Lane, at: Date): Promise<void> =>
  wakeAll(trx, [{ lane, at: roundedUp(at, 1000) }])

async function wakeAll(trx: PracticeTrx, wakings: { lane: Lane; at: Date }[]): Promise<void> {
  const entries = wakings.map(({ lane, at }) => [`${lane} ${at.toISOString()}`, at] as const)
  await scheduleMany(
    trx,
    [...new Map(entries)].map(([period, dueAt]) => ({ kind: putOffIsDue, subjectId: trx.practiceId, period, dueAt })),
  )
}

/** So that a thousand messages that were put off do not take a thousand entries to come back. */
const roundedUp = (at: Date, ms: number): Date => new Date(Math.ceil(at.getTime() / ms) * ms)

/** The lane of a `putOffIsDue` entry. */
export const laneOf = (period: string): Lane => (period.startsWith('bulk') ? 'bulk' : 'transactional')
