import { invalidField, notFound } from '../../errors.ts'
import { clockIsAdvancing, goTo, type PracticeTrx } from '../../infra/db/scope.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import { type AgendaEntry, wakeSandbox } from '../agenda/agenda.service.ts'
import { recordEvent } from '../events/events.service.ts'
import {
  findTestClock,
  insertTestClock,
  lockTestClock,
  nextTurn,
  type TestClock,
  updateTestClock,
} from './test-clock.repository.ts'

/** Two years, one of them a leap year. */
const longestAdvanceMs = 731 * 24 * 60 * 60_000

/** Gives a sandbox that is being made its clock, which stands at the present. */
export const startTestClock = (trx: PracticeTrx): Promise<void> => insertTestClock(trx)

/** @throws 404 where time is real */
export async function getTestClock(trx: PracticeTrx): Promise<TestClock> {
  const clock = trx.sandbox && (await findTestClock(trx))
  if (!clock) throw notFound()
  return clock
}

/**
 * Lets the clock begin to move; `takeTurn` moves it.
 *
 * @throws 404 where time is real, 409 while it moves, 422 backwards or by more than two years
 */
export async function advanceTestClock(trx: PracticeTrx, to: Date): Promise<TestClock> {
  const clock = trx.sandbox && (await lockTestClock(trx))
  if (!clock) throw notFound()
  const { status, standsAt } = clock
  if (status === 'advancing') throw clockIsAdvancing('Wait until it is there.')
  if (to < standsAt) throw invalidField('/to', `must not lie before ${standsAt.toISOString()}, where the clock stands`)
  const latest = addMilliseconds(standsAt, longestAdvanceMs)
  if (to > latest) throw invalidField('/to', `must not lie after ${latest.toISOString()}: two years at a time`)
  await updateTestClock(trx, { status: 'advancing', target: to, processed: 0, failure: null })
  await recordEvent(trx, {
    kind: 'test_clock.advanced',
    subjectId: trx.practiceId,
    payload: { from: standsAt.toISOString(), to: to.toISOString() },
  })
  await wakeSandbox(trx)
  return getTestClock(trx)
}

/**
 * Does the one thing that is due first, at its own instant, or arrives where the clock was told to go. While it stands,
 * what is due at that instant is done.
 *
 * @param trx holds the clock alone
 * @param besides the job whose work in the outbox does not keep the clock from moving on; all other is done first
 */
export async function takeTurn(
  trx: PracticeTrx,
  { besides, doEntry }: { besides: string; doEntry: (trx: PracticeTrx, entry: AgendaEntry) => Promise<void> },
): Promise<'waiting' | 'done' | 'arrived'> {
  const turn = trx.sandbox && (await nextTurn(trx, { besides }))
  if (!turn) return 'arrived'
  if (turn.isBusy) return 'waiting'
  if (turn.kind !== null) {
    await doEntry(goTo(trx, turn.standsAt), turn)
    return 'done'
  }
  const { status, standsAt, target } = turn
  if (status === 'advancing' || (status === 'failed' && standsAt >= target)) await arrive(trx, target)
  return 'arrived'
}

async function arrive(trx: PracticeTrx, at: Date): Promise<void> {
  await updateTestClock(trx, { standsAt: at, status: 'ready', failure: null })
  await recordEvent(goTo(trx, at), { kind: 'test_clock.arrived', subjectId: trx.practiceId })
}

/** Stops the clock where it is, because something due cannot be done. */
export async function stopTestClock(
  trx: PracticeTrx,
  failure: { kind: string; subjectId: string; code: string },
): Promise<void> {
  await updateTestClock(trx, { status: 'failed', failure: JSON.stringify(failure) })
  await recordEvent(trx, { kind: 'test_clock.failed', subjectId: trx.practiceId, payload: failure })
}
