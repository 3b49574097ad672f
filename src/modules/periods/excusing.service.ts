import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { finishTasks, openTasks } from '../tasks/tasks.service.ts'
import { decideDispute, deleteDispute, insertDispute, reopenDispute } from './disputes.repository.ts'
import { tellOfLedgers } from './due.service.ts'
import {
  alreadyDisputed,
  notDisputed,
  notExcused,
  nothingToDispute,
  nothingToExcuse,
  periodClosed,
} from './periods.problems.ts'
import { type Period, updatePeriod } from './periods.repository.ts'
import { getPeriod } from './periods.service.ts'
import { verdictOf } from './verdict.rules.ts'

/**
 * Excuses a period, with a reason: one that was missed, or that runs. If it is met all the same, it is met.
 *
 * @param period read with `getPeriodLocked`
 * @throws 409 for one that is met, void or closed
 */
export async function excusePeriod(trx: PracticeTrx, period: Period, reason: string): Promise<Period> {
  requireUnclosed(trx, period)
  await excuse(trx, period, reason)
  await recordEvent(trx, {
    kind: 'period.excused',
    subjectId: period.id,
    clientId: period.clientId,
    payload: { commitmentId: period.commitmentId, from: period.status, reason },
  })
  if (period.dispute?.status === 'open') await closeDispute(trx, period.id, 'upheld', reason)
  await tellOfLedgers(trx, [period.clientId])
  return getPeriod(trx, period.id)
}

/**
 * Takes an excuse back: the period stands as it would without, and so does the dispute that the excuse upheld.
 *
 * @param period read with `getPeriodLocked`
 * @throws 409 for one that no excuse stands on, or that is closed
 */
export async function withdrawExcuse(trx: PracticeTrx, period: Period): Promise<Period> {
  requireUnclosed(trx, period)
  const { id, clientId, commitmentId, excusedBecause, result, judgedAt, history, dispute } = period
  if (excusedBecause === null || period.status === 'void') throw notExcused(`It is ${period.status}.`)
  const status = result === null ? 'open' : verdictOf({ ...period, excusedBecause: null }, result)
  const change = { at: trx.now.toISOString(), from: period.status, to: status, because: 'The excuse was taken back.' }
  await updatePeriod(trx, id, {
    status,
    excusedBecause: null,
    ...(judgedAt && { history: JSON.stringify([...history, change]) }),
  })
  await recordEvent(trx, {
    kind: 'period.excuse_withdrawn',
    subjectId: id,
    clientId,
    payload: { commitmentId, to: status },
  })
  if (dispute?.status === 'upheld') {
    await reopenDispute(trx, id)
    await askCoach(trx, period, dispute.reason)
  }
  await tellOfLedgers(trx, [clientId])
  return getPeriod(trx, id)
}

/**
 * A client says that a verdict is wrong. Nothing more follows from their ledger until their coach decides, who is asked.
 *
 * @param period read with `getPeriodLocked`
 * @throws 409 for one that was not missed, is closed, or was disputed before
 */
export async function disputePeriod(trx: PracticeTrx, period: Period, reason: string): Promise<Period> {
  requireUnclosed(trx, period)
  if (period.status !== 'missed') throw nothingToDispute(`It is ${period.status}.`)
  const { id, clientId, commitmentId } = period
  const dispute = await insertDispute(trx, { clientId, periodId: id, reason })
  if (!dispute) throw alreadyDisputed('What was decided stands; talk to each other.')
  await askCoach(trx, period, reason)
  await recordEvent(trx, { kind: 'period.disputed', subjectId: id, clientId, payload: { commitmentId, reason } })
  await tellOfLedgers(trx, [clientId])
  return getPeriod(trx, id)
}

/**
 * Nobody need decide any more: the verdict stands as if it had never been disputed, and may be disputed again.
 *
 * @param period read with `getPeriodLocked`
 * @throws 409 when no dispute stands
 */
export async function withdrawDispute(trx: PracticeTrx, { id, clientId, commitmentId }: Period): Promise<Period> {
  if (!(await deleteDispute(trx, id))) throw notDisputed()
  await finishTasks(trx, { subjectId: id, status: 'cancelled' })
  await recordEvent(trx, { kind: 'period.dispute_withdrawn', subjectId: id, clientId, payload: { commitmentId } })
  await tellOfLedgers(trx, [clientId])
  return getPeriod(trx, id)
}

/**
 * The coach decides: upheld, the period is excused; rejected, its verdict stands. Either way the ladder goes on.
 *
 * @param period read with `getPeriodLocked`
 * @throws 409 when no dispute stands
 */
export async function decideOnDispute(
  trx: PracticeTrx,
  period: Period,
  { verdict, reason }: { verdict: 'upheld' | 'rejected'; reason: string },
): Promise<Period> {
  const { id, clientId, commitmentId, dispute } = period
  if (dispute?.status !== 'open') throw notDisputed()
  await closeDispute(trx, id, verdict, reason)
  // What was logged meanwhile may have made an excuse needless.
  if (verdict === 'upheld' && period.status === 'missed') await excuse(trx, period, reason)
  await recordEvent(trx, {
    kind: 'period.dispute_decided',
    subjectId: id,
    clientId,
    payload: { commitmentId, verdict, reason },
  })
  await tellOfLedgers(trx, [clientId])
  return getPeriod(trx, id)
}

async function excuse(trx: PracticeTrx, { id, status, judgedAt, history }: Period, reason: string): Promise<void> {
  if (status === 'met' || status === 'void') throw nothingToExcuse(`It is ${status}.`)
  const change = { at: trx.now.toISOString(), from: status, to: 'excused', because: reason }
  await updatePeriod(trx, id, {
    status: 'excused',
    excusedBecause: reason,
    ...(judgedAt && { history: JSON.stringify([...history, change]) }),
  })
}

async function askCoach(trx: PracticeTrx, { id, clientId, startsOn, endsOn }: Period, reason: string): Promise<void> {
  const { name } = await getClient(trx, clientId)
  const days = startsOn === endsOn ? startsOn : `${startsOn} to ${endsOn}`
  await openTasks(trx, [
    { kind: 'dispute', subjectId: id, clientId, title: `${name} disputes the verdict on ${days}`, body: reason },
  ])
}

async function closeDispute(
  trx: PracticeTrx,
  periodId: string,
  status: 'upheld' | 'rejected',
  decidedBecause: string,
): Promise<void> {
  if (!(await decideDispute(trx, periodId, { status, decidedBecause }))) throw notDisputed()
  await finishTasks(trx, { subjectId: periodId, status: 'done' })
}

function requireUnclosed(trx: PracticeTrx, { closesAt }: Period): void {
  if (closesAt <= trx.now) {
    throw periodClosed(`Since ${closesAt.toISOString()} nothing changes its verdict any more.`)
  }
}
