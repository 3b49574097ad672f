import type { PracticeTrx } from '../../infra/db/scope.ts'
import { schedule } from '../agenda/agenda.service.ts'
import { recordEvent } from '../events/events.service.ts'
import type { OwnerOutcome } from '../messages/ledger.service.ts'
import { finishTasks, openTasks } from '../tasks/tasks.service.ts'
import { isOwn } from './client-letters.service.ts'
import { mailCopy } from './coach-letters.service.ts'
import { reviewDue } from './enforcement.jobs.ts'
import { type Escalation, findEscalation, updateEscalation } from './escalations.repository.ts'
import { findNotice, type Notice, updateNotice } from './notices.repository.ts'
import type { StepFact } from './standing.rules.ts'

/**
 * What became of the ladder's mails, as the message ledger tells it. A warning that did not arrive is held, and the coach
 * has a task; one that did after all is taken. What follows from it is looked at in a step of its own: here messages are
 * held, and whoever holds a client goes on to write messages.
 */
export async function followDeliveries(trx: PracticeTrx, outcomes: OwnerOutcome[]): Promise<void> {
  for (const { subjectId, status } of outcomes) {
    // What is cancelled was withdrawn by ourselves.
    if (status === 'cancelled') continue
    const notice = await findNotice(trx, subjectId)
    const escalation = notice && (await findEscalation(trx, notice.escalationId))
    if (!escalation) continue
    if (status === 'queued') await updateNotice(trx, notice.id, { status, queuedAt: trx.now })
    else if (status === 'sent') await arrived(trx, notice, escalation)
    else await wentAstray(trx, notice, escalation)
    const { clientId } = notice
    await schedule(trx, { kind: reviewDue, subjectId: clientId, period: 'delivery', clientId, dueAt: trx.now })
  }
}

async function arrived(trx: PracticeTrx, notice: Notice, escalation: Escalation): Promise<void> {
  const isNews = notice.status !== 'accepted'
  if (isNews && isOwn(notice) && escalation.copyTo.includes('coach')) {
    await mailCopy(trx, notice.clientId, notice.messageId!)
  }
  await updateNotice(trx, notice.id, { status: 'accepted' })
  if (notice.kind !== 'warning' || escalation.acceptedAt) return
  const isBack = escalation.status === 'held' && escalation.outcome === 'undelivered'
  await updateEscalation(trx, escalation.id, {
    acceptedAt: trx.now,
    ...(isBack ? { status: 'taken', outcome: null } : {}),
  })
  if (isBack) await finishTasks(trx, { subjectId: escalation.id, status: 'cancelled' })
}

async function wentAstray(trx: PracticeTrx, notice: Notice, escalation: Escalation): Promise<void> {
  await updateNotice(trx, notice.id, { status: 'undelivered' })
  // Who has given it themselves need not be told again that the mail did not.
  if (escalation.outcome === 'reached_by_hand') return
  if (notice.kind === 'warning' && escalation.status === 'taken') {
    await updateEscalation(trx, escalation.id, { status: 'held', outcome: 'undelivered', acceptedAt: null })
    const { id: subjectId, clientId } = escalation
    await recordEvent(trx, { kind: 'escalation.held', subjectId, clientId, payload: { outcome: 'undelivered' } })
  }
  if (notice.kind === 'warning' || notice.kind === 'suspended') await askToTalk(trx, escalation, bodies[notice.kind])
}

/**
 * A suspension would have rested on a warning that was accepted too late for it, or that no mail server has accepted yet.
 * The ladder waits, and the coach has a task.
 */
export async function sayThatTooLate(
  trx: PracticeTrx,
  { id: clientId }: { id: string },
  step: StepFact,
): Promise<void> {
  const { id } = step
  if (step.acceptedAt) await updateEscalation(trx, id, { outcome: 'came_late' })
  else {
    await updateEscalation(trx, id, { status: 'held', outcome: 'undelivered' })
    await recordEvent(trx, { kind: 'escalation.held', subjectId: id, clientId, payload: { outcome: 'undelivered' } })
  }
  await askToTalk(trx, { id, clientId }, step.acceptedAt ? bodies.late : bodies.warning)
}

const bodies = {
  warning: 'The warning did not arrive, so nothing further happens. Tell them yourself, then confirm the escalation.',
  suspended: 'The mail that says that you have stopped working with them did not arrive. Tell them yourself.',
  late: 'The warning reached them less than a day before their week was over, so that week brings nothing about. The next one that is missed does.',
}

const askToTalk = (
  trx: PracticeTrx,
  { id, clientId }: Pick<Escalation, 'id' | 'clientId'>,
  body: string,
): Promise<void> =>
  openTasks(trx, [
    {
      kind: 'undelivered_warning',
      subjectId: id,
      clientId,
      title: 'Talk to your client: your last mail did not reach them in time',
      body,
    },
  ])
