import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { schedule } from '../agenda/agenda.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { isOff } from '../periods/asking.rules.ts'
import { listLedger, listNewBeginnings } from '../periods/ledger.service.ts'
import { daysOffOf } from '../periods/periods.service.ts'
import { isOwn } from './client-letters.service.ts'
import { periodsOf } from './coach-letters.service.ts'
import { reviewDue } from './enforcement.jobs.ts'
import { findEscalation, updateEscalation } from './escalations.repository.ts'
import { holdNotices, updateNotice } from './notices.repository.ts'
import { isAboutPace, mayBeTaken, stillBehind } from './notices.service.ts'
import { putOnAgenda } from './slots.service.ts'
import { isStillItsSlot } from './slots.rules.ts'

type Leaving = Awaited<ReturnType<typeof holdNotices>>[number]

/**
 * Which of the ladder's mails must not leave now, when a worker takes them up: those of which nothing holds any more, those
 * that something has overtaken, and those that come out of their hours, because the mail server or the workers were away.
 * Of the last two the step is planned anew: at the next slot, or once a dispute is decided, it is looked at whether it still
 * holds, and written again.
 */
export async function withdrawNotices(
  trx: PracticeTrx,
  leaving: { messageId: string; subjectId: string }[],
): Promise<Map<string, string>> {
  const notices = await holdNotices(trx, leaving.map(({ subjectId }) => subjectId)) // prettier-ignore
  const withdrawn = new Map<string, string>()
  for (const { messageId, subjectId } of leaving) {
    const notice = notices.find(({ id }) => id === subjectId)
    if (notice?.status !== 'queued' || notice.messageId !== messageId)
      withdrawn.set(messageId, 'nothing of it holds any more')
    else if (isOwn(notice) && (await isOvertaken(trx, notice))) {
      await planAnew(trx, notice)
      withdrawn.set(messageId, 'overtaken: it is looked at anew whether it still holds')
    } else if (!isStillItsSlot(notice.queuedAt!, trx.now, notice.timeZone)) {
      await planAnew(trx, notice)
      withdrawn.set(messageId, 'late: not sent outside its hours, but written anew')
    }
  }
  return withdrawn
}

/**
 * Whether, since a mail was written, something came between: a dispute, a pause, a suspension, a landing, a day off, or
 * what a reminder is about has been done.
 */
async function isOvertaken(trx: PracticeTrx, notice: Leaving): Promise<boolean> {
  const { clientId, clientStatus, queuedAt, timeZone, isDisputed } = notice
  if (isDisputed || !mayBeTaken({ status: clientStatus }, notice)) return true
  const today = dayOf(trx.now, timeZone)
  if (isOff(today, await daysOffOf(trx, clientId, today))) return true
  if ((await listNewBeginnings(trx, clientId)).some((at) => at >= queuedAt!)) return true
  const escalation = (await findEscalation(trx, notice.escalationId))!
  return isAboutPace(escalation) && (await stillBehind(trx, clientId, await listLedger(trx, clientId), periodsOf(escalation))).length === 0 // prettier-ignore
}

/** Who has not heard of a step by its mail has not been reminded, nudged or warned; a suspension holds without. */
async function planAnew(trx: PracticeTrx, notice: Leaving): Promise<void> {
  const { id, clientId, escalationId } = notice
  const { status, acceptedAt, action } = (await findEscalation(trx, escalationId))!
  // The coach has been asked to talk instead.
  if (isOwn(notice) && status === 'held') return updateNotice(trx, id, { status: 'undelivered' })
  await updateNotice(trx, id, { status: 'planned', queuedAt: null, messageId: null })
  await putOnAgenda(trx, { id, clientId }, trx.now)
  if (!isOwn(notice) || status !== 'taken' || acceptedAt) return
  await updateEscalation(trx, escalationId, { status: 'planned', takenAt: null })
  await recordEvent(trx, { kind: 'escalation.planned', subjectId: escalationId, clientId, payload: { action } })
  await schedule(trx, { kind: reviewDue, subjectId: clientId, period: 'delivery', clientId, dueAt: trx.now })
}
