import type { PracticeTrx } from '../../infra/db/scope.ts'
import { schedule } from '../agenda/agenda.service.ts'
import type { Announcement } from './announcements.repository.ts'
import type { RecipientStatus } from './announcements.rules.ts'
import { hasRecipientIn } from './recipients.repository.ts'

/** When there is something to report to client and coach; `subjectId` is the announcement. */
export const announcementReports = 'announcement.report'

/** Notes that have not left yet, or of which it is not known. */
const underWay: readonly RecipientStatus[] = ['ready', 'queued']

/** Puts a report on the agenda: when the notes are out and others are still to be told, and when everybody has been. */
export async function scheduleReport(trx: PracticeTrx, announcement: Announcement): Promise<void> {
  if (!(await isDue(trx, announcement))) return
  const { id: subjectId, clientId } = announcement
  await schedule(trx, { kind: announcementReports, subjectId, clientId, dueAt: trx.now })
}

/** Whether there is something to report that was not reported. */
export async function isDue(
  trx: PracticeTrx,
  { id, status, notesReportedAt, completedReportedAt }: Announcement,
): Promise<boolean> {
  if (status === 'completed') return completedReportedAt === null
  if (status !== 'sending' || notesReportedAt !== null) return false
  return (await hasRecipientIn(trx, id, ['sent'])) && !(await hasRecipientIn(trx, id, underWay))
}
