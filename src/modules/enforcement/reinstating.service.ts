import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClientLocked } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { describePeriods, type LedgerPeriod } from '../periods/ledger.service.ts'
import { standingRefused } from './enforcement.problems.ts'
import { listSteps, updateEscalation } from './escalations.repository.ts'
import type { ClientFacts } from './facts.service.ts'
import { isMadeUp, stakesOf } from './making-up.rules.ts'
import { type NoticeKind, planNotice } from './notices.repository.ts'
import { dropWhatIsUnsaid, putOnAgenda, slotFor } from './slots.service.ts'
import { isSuspension } from './standing.rules.ts'

/** Ends a client's suspension, and has them told. @throws 409 for one who is not suspended */
export async function reinstate(
  trx: PracticeTrx,
  clientId: string,
  how: { outcome: 'reinstated' | 'made_up'; endedBecause: string | null },
): Promise<void> {
  const suspensions = (await listSteps(trx, clientId)).filter(isSuspension)
  const latest = suspensions.at(-1)
  if (!latest) throw standingRefused('The client is not suspended.')
  for (const { id } of suspensions) {
    await dropWhatIsUnsaid(trx, id)
    await updateEscalation(trx, id, { ...how, endedAt: trx.now })
  }
  await recordEvent(trx, { kind: 'client.reinstated', subjectId: clientId, clientId, payload: how })
  await tell(trx, { id: latest.id, clientId }, 'reinstated')
}

/** Has a client told that they are suspended, when they may next be written to. */
export const sayThatSuspended = (trx: PracticeTrx, escalation: { id: string; clientId: string }): Promise<void> =>
  tell(trx, escalation, 'suspended')

async function tell(trx: PracticeTrx, { id, clientId }: { id: string; clientId: string }, kind: NoticeKind) {
  const dueAt = await slotFor(trx, await getClientLocked(trx, clientId), trx.now, kind)
  const notice = await planNotice(trx, { clientId, escalationId: id, kind, dueAt })
  if (notice) await putOnAgenda(trx, { id: notice.id, clientId }, dueAt)
}

/**
 * Ends the suspension of a client who has made up what they owed, where the policy lets them: since the period in which it
 * began, of every commitment that brought it about.
 *
 * @returns whether it has ended
 */
export async function reinstateIfMadeUp(
  trx: PracticeTrx,
  clientId: string,
  { steps, ledger, policy }: Pick<ClientFacts, 'steps' | 'ledger' | 'policy'>,
): Promise<boolean> {
  const suspension = steps.find(isSuspension)
  if (!policy.makingUpReinstates || !suspension || suspension.periodIds.length === 0) return false
  const { owed, since } = stakesOf(ledger, suspension, trx.now)
  const accounts = await describePeriods(trx, [...owed, ...since].map(({ periodId }) => periodId)) // prettier-ignore
  const targetsOf = ({ commitmentId, periodId }: LedgerPeriod) => ({
    commitmentId,
    targets: accounts.get(periodId)?.targets ?? [],
  })
  if (!isMadeUp(owed.map(targetsOf), since.map(targetsOf))) return false
  await reinstate(trx, clientId, { outcome: 'made_up', endedBecause: null })
  return true
}
