import { invalidField } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { getClient } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { beginPeriods, endRunningPeriodsOn, voidRunningPeriods } from '../periods/periods.service.ts'
import { commitmentStatusRefused } from './commitments.problems.ts'
import { type Commitment, isAnythingJudged, updateCommitment } from './commitments.repository.ts'
import { comesFrom, type CommitmentStatus } from './commitments.rules.ts'
import type { AcceptCommitmentBody } from './commitments.schemas.ts'
import { getCommitment } from './commitments.service.ts'

/**
 * The client promises it: by themselves, or as their coach records that they did. It is judged from that day on, or
 * from its own first day if that is later.
 *
 * @param commitment read with `getCommitmentLocked`
 * @throws 409 when it is not proposed any more, 422 for a coach who does not say when and how, or a day to come
 */
export async function acceptCommitment(
  trx: PracticeTrx,
  commitment: Commitment,
  agreement: AcceptCommitmentBody,
  by: 'session' | 'link' = 'session',
): Promise<Commitment> {
  if (commitment.status !== 'proposed') throw commitmentStatusRefused(`It is ${commitment.status}.`)
  const { timeZone } = await getClient(trx, commitment.clientId)
  const today = dayOf(trx.now, timeZone)
  const byClient = trx.actor.kind === 'client'
  if (!byClient && !agreement) throw invalidField('/agreedOn', 'must say when the client agreed, and /how they said so')
  const acceptedOn = byClient ? today : agreement!.agreedOn
  if (acceptedOn > today)
    throw invalidField('/agreedOn', `must not lie in the future; today is ${today} for the client`)
  const from = acceptedOn > commitment.startsOn ? acceptedOn : commitment.startsOn
  if (commitment.endsOn !== null && commitment.endsOn < from) {
    throw commitmentStatusRefused(`Its last day, ${commitment.endsOn}, is over: propose another one.`)
  }
  await updateCommitment(trx, commitment.id, {
    status: 'active',
    acceptedOn,
    acceptedHow: byClient ? by : 'in_person',
    acceptedNote: byClient ? null : agreement!.how,
  })
  await record(trx, commitment, 'commitment.accepted', { acceptedOn, how: byClient ? by : 'in_person' })
  await beginPeriods(trx, commitment, { from, timeZone })
  return getCommitment(trx, commitment.id)
}

/**
 * Takes an acceptance back on the day it was given, when nothing of it has been judged: the commitment is proposed again.
 * A client takes back only their own word.
 *
 * @param commitment read with `getCommitmentLocked`
 * @throws 409 once that day is over
 */
export async function withdrawAcceptance(trx: PracticeTrx, commitment: Commitment): Promise<Commitment> {
  if (!(await mayWithdrawAcceptance(trx, commitment))) {
    throw commitmentStatusRefused('Only what was accepted today, and runs, can be taken back: end it instead.')
  }
  await updateCommitment(trx, commitment.id, {
    status: 'proposed',
    acceptedOn: null,
    acceptedHow: null,
    acceptedNote: null,
  })
  await record(trx, commitment, 'commitment.acceptance_withdrawn')
  await voidRunningPeriods(trx, of(commitment), 'The acceptance was taken back.')
  return getCommitment(trx, commitment.id)
}

/** Whether whoever acts can still take an acceptance back. */
export async function mayWithdrawAcceptance(trx: PracticeTrx, commitment: Commitment): Promise<boolean> {
  const { clientId, status, acceptedOn, acceptedHow } = commitment
  const { timeZone } = await getClient(trx, clientId)
  if (status !== 'active' || acceptedHow === 'landing' || acceptedOn !== dayOf(trx.now, timeZone)) return false
  if (trx.actor.kind === 'client' && acceptedHow === 'in_person') return false
  return !(await isAnythingJudged(trx, commitment))
}

/** Puts a commitment to rest: what runs is void, what has ended is judged. @throws 409 */
export async function pauseCommitment(trx: PracticeTrx, commitment: Commitment): Promise<Commitment> {
  requireMay(commitment, 'paused')
  await updateCommitment(trx, commitment.id, { status: 'paused', pausedBecause: 'coach' })
  await record(trx, commitment, 'commitment.paused')
  await voidRunningPeriods(trx, of(commitment), 'The commitment was paused.')
  return getCommitment(trx, commitment.id)
}

/** Goes on from today, which asks its share of the period. @throws 409 */
export async function resumeCommitment(trx: PracticeTrx, commitment: Commitment): Promise<Commitment> {
  if (commitment.status !== 'paused') throw commitmentStatusRefused(`It is ${commitment.status}, not paused.`)
  await updateCommitment(trx, commitment.id, { status: 'active', pausedBecause: null })
  await record(trx, commitment, 'commitment.resumed')
  await goOnFromToday(trx, commitment)
  return getCommitment(trx, commitment.id)
}

/** Begins the periods of an active commitment anew, today or on its own first day. */
export async function goOnFromToday(trx: PracticeTrx, commitment: Commitment): Promise<void> {
  const { timeZone } = await getClient(trx, commitment.clientId)
  const today = dayOf(trx.now, timeZone)
  const from = today > commitment.startsOn ? today : commitment.startsOn
  await beginPeriods(trx, commitment, { from, timeZone })
}

/** Ends it with today, which is its last day: what runs asks its share. A mere proposal is withdrawn. @throws 409 */
export async function endCommitment(trx: PracticeTrx, commitment: Commitment): Promise<Commitment> {
  requireMay(commitment, 'ended')
  const { timeZone } = await getClient(trx, commitment.clientId)
  const today = dayOf(trx.now, timeZone)
  const endsOn = today < commitment.startsOn ? commitment.startsOn : today
  await updateCommitment(trx, commitment.id, {
    status: 'ended',
    endedBecause: 'coach',
    endedAt: trx.now,
    pausedBecause: null,
    endsOn,
  })
  await record(trx, commitment, 'commitment.ended', { because: 'coach' })
  if (today < commitment.startsOn)
    await voidRunningPeriods(trx, of(commitment), 'The commitment ended before it began.')
  else await endRunningPeriodsOn(trx, { ...commitment, endsOn })
  return getCommitment(trx, commitment.id)
}

const of = ({ id, clientId }: Commitment) => ({ clientId, commitmentIds: [id] })

const record = (
  trx: PracticeTrx,
  { id, clientId }: Commitment,
  kind: `commitment.${string}`,
  payload: Record<string, unknown> = {},
) => recordEvent(trx, { kind, subjectId: id, clientId, payload })

function requireMay({ status }: Commitment, to: CommitmentStatus): void {
  const from = comesFrom(to)
  if (!from.includes(status))
    throw commitmentStatusRefused(`It is ${status}; only ${from.join(' or ')} leads to ${to}.`)
}
