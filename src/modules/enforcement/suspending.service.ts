import type { PracticeTrx } from '../../infra/db/scope.ts'
import { newId } from '../../infra/security/ids.ts'
import { getClientLocked } from '../clients/clients.service.ts'
import { currentPolicy } from '../enforcement-policy/policy.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { standingRefused } from './enforcement.problems.ts'
import { insertEscalation, listSteps } from './escalations.repository.ts'
import type { Office } from '../links/office.service.ts'
import { setAside } from './planning.service.ts'
import { reinstate, sayThatSuspended } from './reinstating.service.ts'
import { reviewLadder } from './reviewing.service.ts'
import { isOpenProposal, isSuspension } from './standing.rules.ts'

/**
 * A coach stops working with a client by their own decision; what was proposed is settled by it.
 *
 * @throws 404, 409 for one who is suspended already, or put away
 */
export async function suspendByHand(trx: PracticeTrx, office: Office, clientId: string, reason: string): Promise<void> {
  const { status } = await getClientLocked(trx, clientId)
  if (status === 'archived') throw standingRefused('The client is archived.')
  const steps = await listSteps(trx, clientId)
  if (steps.some(isSuspension)) throw standingRefused('The client is suspended already.')
  for (const { id } of steps.filter(isOpenProposal)) await setAside(trx, id, 'superseded')
  const id = newId()
  await insertEscalation(trx, {
    id,
    clientId,
    stepKey: `hand ${id}`,
    action: 'suspend',
    status: 'taken',
    takenBy: 'hand',
    template: 'suspended',
    policyVersion: (await currentPolicy(trx)).version,
    reason,
    dueAt: trx.now,
    takenAt: trx.now,
  })
  await recordEvent(trx, {
    kind: 'escalation.taken',
    subjectId: id,
    clientId,
    payload: { action: 'suspend', byHand: true, reason },
  })
  await sayThatSuspended(trx, { id, clientId })
  await reviewLadder(trx, office, clientId)
}

/** A coach works with a client again, who begins with a clean slate. @throws 404, 409 for one who is not suspended */
export async function reinstateByHand(
  trx: PracticeTrx,
  office: Office,
  clientId: string,
  reason: string,
): Promise<void> {
  await getClientLocked(trx, clientId)
  await reinstate(trx, clientId, { outcome: 'reinstated', endedBecause: reason })
  await reviewLadder(trx, office, clientId)
}
