import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import type { Client } from '../clients/clients.repository.ts'
import type { Action, Step } from '../enforcement-policy/policy.rules.ts'
import { recordEvent } from '../events/events.service.ts'
import type { LedgerPeriod } from '../periods/ledger.service.ts'
import { finishTasks, openTasks } from '../tasks/tasks.service.ts'
import { mailHeadsUp, mailProposal } from './coach-letters.service.ts'
import { type Escalation, findEscalation, insertEscalation, updateEscalation } from './escalations.repository.ts'
import type { ClientFacts } from './facts.service.ts'
import type { DueStep } from './due-steps.rules.ts'
import type { Verdict } from './ladder.rules.ts'
import { type NoticeKind, planNotice } from './notices.repository.ts'
import type { Office } from '../links/office.service.ts'
import { dropWhatIsUnsaid, putOnAgenda, slotFor } from './slots.service.ts'
import type { StepFact } from './standing.rules.ts'

/** What steps are planned and letters written from. */
export interface LadderContext {
  office: Office
  client: Client
  facts: ClientFacts
  verdict: Verdict
}

const hourMs = 3_600_000

/** What each action is told to the client with; a proposal is not told to them at all. */
export const noticeOf: Record<Action, NoticeKind | undefined> = {
  remind: 'reminder',
  nudge: 'nudge',
  warn: 'warning',
  propose_suspension: undefined,
  suspend: 'suspended',
}

/** Plans a step that the ladder asks for; asked for again, it stands already. */
export async function planStep(trx: PracticeTrx, context: LadderContext, due: DueStep): Promise<void> {
  const { client, facts } = context
  const inserted = await insertEscalation(trx, {
    ...describeStep(due.step),
    clientId: client.id,
    stepKey: due.key,
    status: 'planned',
    takenBy: 'ladder',
    policyVersion: due.version,
    week: due.week,
    cause: causeOf(facts.ledger, due.periodIds),
    dueAt: trx.now,
  })
  if (!inserted) return
  await recordEvent(trx, {
    kind: 'escalation.planned',
    subjectId: inserted.id,
    clientId: client.id,
    payload: { action: due.step.action, week: due.week },
  })
  await setInMotion(trx, context, inserted.id)
}

/** The columns of a step that its policy says. */
const describeStep = ({ action, template, copyTo }: Step) => ({ action, template, copyTo })

/** A step's cause as it is kept: it still says what it was when the ledger says something else. */
export const causeOf = (ledger: LedgerPeriod[], periodIds: string[]): string =>
  JSON.stringify(
    ledger
      .filter(({ periodId }) => periodIds.includes(periodId))
      .map(({ periodId, title, endsAt, timeZone }) => ({ periodId, title, endsAt, timeZone })),
  )

/** Has a planned step happen: its mail to the client at the next slot, a warning's after the coach's heads-up. */
async function setInMotion(trx: PracticeTrx, context: LadderContext, escalationId: string): Promise<void> {
  const { client, facts } = context
  const escalation = (await findEscalation(trx, escalationId))!
  if (escalation.action === 'propose_suspension') return propose(trx, context, escalation)
  const isWarning = escalation.action === 'warn'
  const headsUpMs = isWarning ? facts.policy.headsUpHours * hourMs : 0
  const dueAt = await slotFor(trx, client, addMilliseconds(trx.now, headsUpMs), noticeOf[escalation.action]!)
  await sendAt(trx, escalation, dueAt)
  if (headsUpMs > 0) await mailHeadsUp(trx, context, { ...escalation, dueAt })
}

/** Has the mail of a planned step go out at an instant. */
export async function sendAt(
  trx: PracticeTrx,
  { id, clientId, action }: Pick<Escalation, 'id' | 'clientId' | 'action'>,
  dueAt: Date,
): Promise<void> {
  await updateEscalation(trx, id, { dueAt })
  const notice = await planNotice(trx, { clientId, escalationId: id, kind: noticeOf[action]!, dueAt })
  if (notice) await putOnAgenda(trx, { id: notice.id, clientId }, dueAt)
}

async function propose(trx: PracticeTrx, context: LadderContext, escalation: Escalation): Promise<void> {
  const { client } = context
  await openTasks(trx, [
    {
      kind: 'suspension',
      subjectId: escalation.id,
      clientId: client.id,
      title: `Decide whether you stop working with ${client.name} for now`,
      body: 'Confirm or decline the escalation that is the subject of this task.',
    },
  ])
  await mailProposal(trx, context, escalation)
}

/** A step that was taken back has its cause again. What the client was told holds again; what not, is planned anew. */
export async function bringBack(trx: PracticeTrx, context: LadderContext, step: StepFact): Promise<void> {
  const status = step.mailed ? 'taken' : 'planned'
  await updateEscalation(trx, step.id, { status, outcome: null })
  await dropWhatIsUnsaid(trx, step.id)
  if (!step.mailed) await setInMotion(trx, context, step.id)
  await recordEvent(trx, { kind: `escalation.${status}`, subjectId: step.id, clientId: context.client.id })
}

/** A step that is not taken after all. Returns whether its mail was under way, and does not arrive. */
export async function setAside(
  trx: PracticeTrx,
  escalationId: string,
  outcome: NonNullable<Escalation['outcome']>,
): Promise<boolean> {
  const calledBack = await dropWhatIsUnsaid(trx, escalationId)
  await finishTasks(trx, { subjectId: escalationId, status: 'cancelled' })
  await updateEscalation(trx, escalationId, { status: 'retracted', outcome })
  const { clientId } = (await findEscalation(trx, escalationId))!
  await recordEvent(trx, { kind: 'escalation.retracted', subjectId: escalationId, clientId, payload: { outcome } })
  return calledBack
}

/** A step that waits for a person: it neither happens nor goes away by itself. */
export async function hold(
  trx: PracticeTrx,
  escalationId: string,
  { outcome, reason }: { outcome: 'undelivered' | 'held_by_coach'; reason?: string },
): Promise<void> {
  await dropWhatIsUnsaid(trx, escalationId)
  await finishTasks(trx, { subjectId: escalationId, status: 'cancelled' })
  await updateEscalation(trx, escalationId, { status: 'held', outcome, ...(reason ? { reason } : {}) })
  const { clientId } = (await findEscalation(trx, escalationId))!
  await recordEvent(trx, { kind: 'escalation.held', subjectId: escalationId, clientId, payload: { outcome } })
}
