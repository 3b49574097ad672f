import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addDays, dayOf } from '../../infra/time/calendar.ts'
import { planLater } from '../cadences/planning.service.ts'
import { type ClientFollowers, getClient } from '../clients/clients.service.ts'
import { recordEvents } from '../events/events.service.ts'
import type { Target } from '../periods/asking.rules.ts'
import { beginPeriods, moveRunningPeriods, voidRunningPeriods } from '../periods/periods.service.ts'
import { goOnFromToday } from './accepting.service.ts'
import { type Commitment, insertCommitments, moveCommitments, restoreCommitments } from './commitments.repository.ts'

/*
 * What commitments follow: the search they are for, the client who moves or rests, the landing.
 */

/** With a search end the commitments that are for it; what runs is void, for there is nothing to blame anybody for. */
export async function endCommitmentsOfSearch(
  trx: PracticeTrx,
  { id: searchId, clientId }: { id: string; clientId: string },
  because: 'landed' | 'withdrawn',
): Promise<void> {
  const to = { status: 'ended', endedBecause: because, endedAt: trx.now, pausedBecause: null } as const
  const ended = await moveCommitments(trx, { clientId, searchId }, ['proposed', 'active', 'paused'], to)
  await record(trx, ended, 'commitment.ended', { because })
  const words = because === 'landed' ? 'The search has landed.' : 'The search was given up.'
  await voidRunningPeriods(trx, { clientId, commitmentIds: ended.map(({ id }) => id) }, words)
}

/** A landing is taken back, as if it had not been: what it ended goes on from today; what it made goes with it. */
export async function resumeCommitmentsOfSearch(
  trx: PracticeTrx,
  { id: searchId, clientId }: { id: string; clientId: string },
): Promise<void> {
  const restored = await restoreCommitments(trx, { clientId, searchId })
  await record(trx, restored, 'commitment.resumed', { because: 'landing_taken_back' })
  for (const commitment of restored) if (commitment.status === 'active') await goOnFromToday(trx, commitment)
}

const coverageDays = 30

/** What a landing asks of the client, gently: tell everybody within 30 days of its being known, then keep in touch with two a month. */
export async function beginGentleCommitments(
  trx: PracticeTrx,
  { id: landingId, clientId }: { id: string; clientId: string },
): Promise<void> {
  const { timeZone } = await getClient(trx, clientId)
  const today = dayOf(trx.now, timeZone)
  const everybody: Target[] = [{ measure: 'coverage', target: 100 }]
  const twoPeople: Target[] = [{ measure: 'people', target: 2 }]
  const shared = { clientId, landingId, status: 'active', acceptedOn: today, acceptedHow: 'landing' } as const
  const begun = await insertCommitments(trx, [
    {
      ...shared,
      title: 'Tell everybody who helped',
      targets: JSON.stringify(everybody),
      period: 'once',
      startsOn: today,
      endsOn: addDays(today, coverageDays - 1),
    },
    {
      ...shared,
      title: 'Keep in touch with two people a month',
      targets: JSON.stringify(twoPeople),
      period: 'month',
      startsOn: addDays(today, coverageDays),
      endsOn: null,
    },
  ])
  await record(trx, begun, 'commitment.accepted', { how: 'landing' })
  for (const commitment of begun) await beginPeriods(trx, commitment, { from: commitment.startsOn, timeZone })
}

/** The job fell through: nobody is asked to announce it any more. */
export async function endGentleCommitments(
  trx: PracticeTrx,
  { id: landingId, clientId }: { id: string; clientId: string },
): Promise<void> {
  const to = { status: 'ended', endedBecause: 'landing_undone', endedAt: trx.now, pausedBecause: null } as const
  const ended = await moveCommitments(trx, { clientId, landingId }, ['active', 'paused'], to)
  await record(trx, ended, 'commitment.ended', { because: 'landing_undone' })
  await voidRunningPeriods(trx, { clientId, commitmentIds: ended.map(({ id }) => id) }, 'The landing was undone.')
}

/** What becomes of a client's commitments and follow-ups when they move or rest. */
export const clientFollowers: ClientFollowers = { moved: followMove, statusChanged: followStatus }

/** Another zone has other days: those of periods that run, and those on which they talked with people. */
async function followMove(trx: PracticeTrx, clientId: string, timeZone: string): Promise<void> {
  await moveRunningPeriods(trx, clientId, timeZone)
  await planLater(trx, clientId)
}

/** After a client was put to rest, or came back: so are their commitments, but for those that the coach had paused. */
async function followStatus(
  trx: PracticeTrx,
  clientId: string,
  status: 'active' | 'paused' | 'alumni' | 'archived',
): Promise<void> {
  if (status === 'paused' || status === 'archived') {
    const to = { status: 'paused', pausedBecause: 'client_paused' } as const
    const paused = await moveCommitments(trx, { clientId }, ['active'], to)
    await record(trx, paused, 'commitment.paused', { because: 'client_paused' })
    await voidRunningPeriods(trx, { clientId, commitmentIds: paused.map(({ id }) => id) }, 'The client was paused.')
    return
  }
  if (status === 'alumni') await endQuotas(trx, clientId)
  const back = { status: 'active', pausedBecause: null } as const
  const resumed = await moveCommitments(trx, { clientId, pausedBecause: 'client_paused' }, ['paused'], back)
  await record(trx, resumed, 'commitment.resumed', { because: 'client_resumed' })
  for (const commitment of resumed) await goOnFromToday(trx, commitment)
}

/** With the coaching end its quotas; what a landing gently asks for goes on. */
async function endQuotas(trx: PracticeTrx, clientId: string): Promise<void> {
  const to = { status: 'ended', endedBecause: 'completed', endedAt: trx.now, pausedBecause: null } as const
  const ended = await moveCommitments(trx, { clientId, gentle: false }, ['proposed', 'active', 'paused'], to)
  await record(trx, ended, 'commitment.ended', { because: 'completed' })
  await voidRunningPeriods(trx, { clientId, commitmentIds: ended.map(({ id }) => id) }, 'The coaching is complete.')
}

const record = (
  trx: PracticeTrx,
  commitments: Commitment[],
  kind: `commitment.${string}`,
  payload: Record<string, unknown>,
) =>
  recordEvents(
    trx,
    commitments.map(({ id, clientId }) => ({ kind, subjectId: id, clientId, payload })),
  )
