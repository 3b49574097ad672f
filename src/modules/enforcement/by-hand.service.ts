import type { PracticeTrx } from '../../infra/db/scope.ts'
import { newId } from '../../infra/security/ids.ts'
import type { Client } from '../clients/clients.repository.ts'
import { getClient, getClientLocked } from '../clients/clients.service.ts'
import { type Action, isSuspending, policyAt, templatesOf } from '../enforcement-policy/policy.rules.ts'
import { recordEvent } from '../events/events.service.ts'
import { getEscalation } from './deciding.service.ts'
import { nothingToWriteAbout, standingRefused } from './enforcement.problems.ts'
import { type Escalation, insertEscalation } from './escalations.repository.ts'
import { gatherFacts } from './facts.service.ts'
import { verdictOn } from './ladder.rules.ts'
import { causeOf, noticeOf, sendAt, setAside } from './planning.service.ts'
import { isCoached } from './reviewing.service.ts'
import { slotFor } from './slots.service.ts'
import { isAsHard, type StepFact } from './standing.rules.ts'

/** A client whose ladder the caller may see. @throws 404 */
export const getCoached = (trx: PracticeTrx, clientId: string): Promise<Client> => getClient(trx, clientId)

/** What a coach asks for. */
export interface StepByHand {
  action: 'remind' | 'nudge' | 'warn'
  /** Said to the client, in the coach's words. */
  reason?: string | undefined
}

/**
 * A coach takes a step themselves: it is about what was missed since good standing was restored, or about what is running,
 * and goes out when the client may next be written to. What the ladder was about to say of it is said by that.
 *
 * @throws 404, 409 for a client who is paused, put away or suspended, or when there is nothing that it could be about
 */
export async function takeStepByHand(
  trx: PracticeTrx,
  clientId: string,
  { action, reason }: StepByHand,
): Promise<Escalation> {
  const client = await getClientLocked(trx, clientId)
  if (!isCoached(client) || client.status === 'suspended') throw standingRefused(`The client is ${client.status}.`)
  const facts = await gatherFacts(trx, clientId)
  const missed = verdictOn(facts).climb.since.flatMap((week) => week.missed)
  const running = facts.ledger.filter(
    ({ status, startsAt, endsAt }) => status === 'open' && startsAt <= trx.now && trx.now < endsAt,
  )
  const periodIds = action === 'remind' || missed.length === 0 ? running.map(({ periodId }) => periodId) : missed
  const saysEnough = action === 'warn' && reason !== undefined
  if (periodIds.length === 0 && !saysEnough)
    throw nothingToWriteAbout('Agree on a commitment first, or say why you warn.')
  const id = newId()
  const dueAt = await slotFor(trx, client, trx.now, noticeOf[action]!)
  await insertEscalation(trx, {
    id,
    clientId,
    stepKey: `hand ${id}`,
    action,
    status: 'planned',
    takenBy: 'hand',
    template: templatesOf[action][0],
    policyVersion: policyAt(facts.versions, trx.now).version,
    cause: causeOf(facts.ledger, periodIds),
    reason: reason ?? null,
    dueAt,
  })
  await recordEvent(trx, { kind: 'escalation.planned', subjectId: id, clientId, payload: { action, byHand: true } })
  for (const step of facts.steps.filter((one) => saysTheSame(one, action))) await setAside(trx, step.id, 'superseded')
  await sendAt(trx, { id, clientId, action }, dueAt)
  return getEscalation(trx, id)
}

/** Whether a step that the ladder has planned would say nothing that one by hand does not. */
const saysTheSame = ({ status, takenBy, week, action }: StepFact, byHand: Action): boolean =>
  status === 'planned' &&
  takenBy === 'ladder' &&
  (week === null ? action === byHand : !isSuspending(action) && isAsHard(byHand, action))
