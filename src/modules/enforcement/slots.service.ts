import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addMilliseconds, dayOf } from '../../infra/time/calendar.ts'
import { schedule, unschedule } from '../agenda/agenda.service.ts'
import type { Client } from '../clients/clients.repository.ts'
import { daysOffOf } from '../periods/periods.service.ts'
import { noticeDue } from './enforcement.jobs.ts'
import { dropNotices, listSentAt, type Notice, type NoticeKind, updateNotice } from './notices.repository.ts'
import { nextSlot } from './slots.rules.ts'

/** Longer than any week, so that whatever counts is seen. */
const lookBackMs = 9 * 24 * 3_600_000

/** What waits until a break or a holiday is over; how a suspension stands, and that something is taken back, does not. */
const waitForDaysOff: NoticeKind[] = ['reminder', 'nudge', 'warning']

/** When a client may be written to next, from an instant on: by day, once a day, twice a week, and not on a day off. */
export async function slotFor(
  trx: PracticeTrx,
  { id, timeZone }: Pick<Client, 'id' | 'timeZone'>,
  from: Date,
  kind: NoticeKind,
): Promise<Date> {
  const sentAt = await listSentAt(trx, id, addMilliseconds(trx.now, -lookBackMs))
  const daysOff = waitForDaysOff.includes(kind) ? await daysOffOf(trx, id, dayOf(from, timeZone)) : []
  return nextSlot(from, { timeZone, sentAt, daysOff })
}

/** Has a notice sent at an instant. */
export async function putOnAgenda(
  trx: PracticeTrx,
  { id, clientId }: Pick<Notice, 'id' | 'clientId'>,
  dueAt: Date,
): Promise<void> {
  await updateNotice(trx, id, { dueAt })
  await schedule(trx, { kind: noticeDue, subjectId: id, clientId, dueAt })
}

/** What was to be said about a step, and has not left, is not said any more. Returns whether its own mail was under way. */
export async function dropWhatIsUnsaid(trx: PracticeTrx, escalationId: string): Promise<boolean> {
  const { planned, calledBack } = await dropNotices(trx, escalationId)
  for (const id of planned) await unschedule(trx, { kind: noticeDue, subjectId: id })
  return calledBack
}
