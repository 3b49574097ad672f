import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClientLocked } from '../clients/clients.service.ts'
import { isSuspending } from '../enforcement-policy/policy.rules.ts'
import { recordEvent } from '../events/events.service.ts'
import { finishTasks } from '../tasks/tasks.service.ts'
import { escalationStatusRefused, warningNotDelivered } from './enforcement.problems.ts'
import { type Escalation, findEscalation, updateEscalation } from './escalations.repository.ts'
import { gatherFacts } from './facts.service.ts'
import { hasWarning, verdictOn } from './ladder.rules.ts'
import type { Office } from '../links/office.service.ts'
import { hold, noticeOf, sendAt } from './planning.service.ts'
import { reviewLadder } from './reviewing.service.ts'
import { dropWhatIsUnsaid, slotFor } from './slots.service.ts'
import { sayThatSuspended } from './reinstating.service.ts'

/** A step that the caller may see. @throws 404 */
export async function getEscalation(trx: PracticeTrx, id: string): Promise<Escalation> {
  const escalation = await findEscalation(trx, id)
  if (!escalation) throw notFound()
  return escalation
}

/** As `getEscalation`, and nobody else moves this client's ladder until the transaction ends. */
export async function getEscalationLocked(trx: PracticeTrx, id: string): Promise<Escalation> {
  await getClientLocked(trx, (await getEscalation(trx, id)).clientId)
  return getEscalation(trx, id)
}

/**
 * A coach wants a step: a suspension that was proposed, a warning that was held, or at once what is planned. Of a warning
 * that did not arrive it says that they have given it themselves.
 *
 * @throws 404, 409 when it is neither planned nor held, or a suspension has no warning to rest on
 */
export async function confirmEscalation(trx: PracticeTrx, office: Office, id: string): Promise<Escalation> {
  const escalation = await getEscalationLocked(trx, id)
  requireOpen(escalation)
  const { clientId, action } = escalation
  const becomes = isSuspending(action) || escalation.outcome === 'undelivered' ? 'taken' : 'planned'
  if (isSuspending(action)) await confirmSuspension(trx, escalation)
  else if (becomes === 'taken') await sayThatGivenByHand(trx, escalation)
  else await sendFrom(trx, escalation, trx.now)
  await recordEvent(trx, { kind: `escalation.${becomes}`, subjectId: id, clientId, payload: { action } })
  await reviewLadder(trx, office, clientId)
  return getEscalation(trx, id)
}

async function confirmSuspension(trx: PracticeTrx, { id, clientId }: Escalation): Promise<void> {
  const facts = await gatherFacts(trx, clientId)
  if (!hasWarning(facts.steps, verdictOn(facts).climb)) {
    throw warningNotDelivered('Talk to your client, and confirm the warning that you have given them.')
  }
  await dropWhatIsUnsaid(trx, id)
  await updateEscalation(trx, id, { status: 'taken', takenAt: trx.now, outcome: null })
  await finishTasks(trx, { subjectId: id, status: 'done' })
  await sayThatSuspended(trx, { id, clientId })
}

async function sayThatGivenByHand(trx: PracticeTrx, { id, takenAt }: Escalation): Promise<void> {
  await updateEscalation(trx, id, {
    status: 'taken',
    takenAt: takenAt ?? trx.now,
    acceptedAt: trx.now,
    outcome: 'reached_by_hand',
  })
  await finishTasks(trx, { subjectId: id, status: 'done' })
}

/** Has the mail of a step go out when its client may next be written to, from an instant on. */
export async function sendFrom(trx: PracticeTrx, escalation: Escalation, from: Date): Promise<void> {
  const client = await getClientLocked(trx, escalation.clientId)
  await dropWhatIsUnsaid(trx, escalation.id)
  await finishTasks(trx, { subjectId: escalation.id, status: 'done' })
  await updateEscalation(trx, escalation.id, { status: 'planned', outcome: null, reason: null })
  await sendAt(trx, escalation, await slotFor(trx, client, from, noticeOf[escalation.action]!))
}

/** A coach does not want a step; nothing comes of it. @throws 404, 409 */
export async function declineEscalation(
  trx: PracticeTrx,
  office: Office,
  id: string,
  reason: string,
): Promise<Escalation> {
  const escalation = await getEscalationLocked(trx, id)
  requireOpen(escalation)
  await dropWhatIsUnsaid(trx, id)
  await updateEscalation(trx, id, { status: 'declined', reason })
  await finishTasks(trx, { subjectId: id, status: 'done' })
  const { clientId } = escalation
  await recordEvent(trx, { kind: 'escalation.declined', subjectId: id, clientId, payload: { reason } })
  await reviewLadder(trx, office, clientId)
  return getEscalation(trx, id)
}

/** A coach wants to think about a step that is about to happen. @throws 404, 409 for what is not planned, or to be decided */
export async function holdEscalation(
  trx: PracticeTrx,
  office: Office,
  id: string,
  reason?: string,
): Promise<Escalation> {
  const { status, action, clientId } = await getEscalationLocked(trx, id)
  if (status !== 'planned') throw escalationStatusRefused(`It is ${status}; only what is planned can be held.`)
  if (action === 'propose_suspension') throw escalationStatusRefused('It waits for you already: confirm or decline it.')
  await hold(trx, id, { outcome: 'held_by_coach', ...(reason !== undefined && { reason }) })
  await reviewLadder(trx, office, clientId)
  return getEscalation(trx, id)
}

function requireOpen({ status }: Escalation): void {
  if (status === 'planned' || status === 'held') return
  throw escalationStatusRefused(`It is ${status}; only what is planned or held is still to be decided.`)
}
