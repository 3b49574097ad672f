import type { PracticeTrx } from '../../infra/db/scope.ts'
import { recordEvent } from '../events/events.service.ts'
import type { Office } from '../links/office.service.ts'
import { reopenTasks } from '../tasks/tasks.service.ts'
import { getEscalation, getEscalationLocked, sendFrom } from './deciding.service.ts'
import { escalationStatusRefused } from './enforcement.problems.ts'
import { type Escalation, listSteps, updateEscalation } from './escalations.repository.ts'
import { reviewLadder } from './reviewing.service.ts'
import { isAsHard, isSuspension, type StepFact } from './standing.rules.ts'

/**
 * What was declined is to be decided after all: a suspension waits as it was proposed, a mail is held.
 *
 * @throws 404, 409 for what was not declined, or when the ladder has gone on since
 */
export async function reconsiderEscalation(trx: PracticeTrx, office: Office, id: string): Promise<Escalation> {
  const { status, action, clientId, week } = await getEscalationLocked(trx, id)
  if (status !== 'declined') throw escalationStatusRefused(`It is ${status}, not declined.`)
  const hasGoneOn = (step: StepFact) =>
    isSuspension(step) ||
    (week !== null && step.week !== null && step.week > week && stands(step) && isAsHard(step.action, action))
  if ((await listSteps(trx, clientId)).some(hasGoneOn)) {
    throw escalationStatusRefused('Another step has come in its place since.')
  }
  const waits = action === 'propose_suspension'
  await updateEscalation(trx, id, {
    reason: null,
    ...(waits ? { status: 'planned', outcome: null } : { status: 'held', outcome: 'held_by_coach' }),
  })
  await reopenTasks(trx, { subjectId: id })
  const kind = waits ? 'escalation.planned' : 'escalation.held'
  await recordEvent(trx, { kind, subjectId: id, clientId, payload: { action, reconsidered: true } })
  await reviewLadder(trx, office, clientId)
  const reconsidered = await getEscalation(trx, id)
  if (reconsidered.status === 'retracted') throw escalationStatusRefused('What it was about is over.')
  return reconsidered
}

const stands = ({ status }: StepFact): boolean => status === 'planned' || status === 'held' || status === 'taken'

/**
 * A coach holds a step no longer: its mail goes out when it would have, or when the client may next be written to if that
 * is past.
 *
 * @throws 404, 409 for what no coach holds
 */
export async function releaseEscalation(trx: PracticeTrx, office: Office, id: string): Promise<void> {
  const escalation = await getEscalationLocked(trx, id)
  const { status, outcome, clientId, action, dueAt } = escalation
  if (status !== 'held' || outcome !== 'held_by_coach')
    throw escalationStatusRefused(`It is ${status}, and nothing holds it.`)
  await sendFrom(trx, escalation, dueAt > trx.now ? dueAt : trx.now)
  await recordEvent(trx, { kind: 'escalation.planned', subjectId: id, clientId, payload: { action, released: true } })
  await reviewLadder(trx, office, clientId)
}
