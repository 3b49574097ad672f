import type { PracticeTrx } from '../../infra/db/scope.ts'
import { recordEvent } from '../events/events.service.ts'
import { type Announcement, updateAnnouncement } from './announcements.repository.ts'
import { takeUp } from './announcements.service.ts'
import { listNames } from './reports.repository.ts'
import { announcementReports, isDue } from './report-agenda.service.ts'

/**
 * Takes up what there is to report, in the step of the agenda that asked for it: it is reported once.
 *
 * @returns undefined when there is nothing (any more)
 */
export async function takeUpReport(trx: PracticeTrx, id: string): Promise<Announcement | undefined> {
  const announcement = await takeUp(trx, id, announcementReports)
  if (!announcement || !(await isDue(trx, announcement))) return undefined
  const complete = announcement.status === 'completed'
  await updateAnnouncement(trx, id, complete ? { completedReportedAt: trx.now } : { notesReportedAt: trx.now })
  await recordEvent(trx, {
    kind: 'announcement.reported',
    subjectId: id,
    clientId: announcement.clientId,
    payload: { complete },
  })
  return announcement
}

/** Who has been told, the first ones first, and whom the client is to call. */
export async function listToldAndToCall(trx: PracticeTrx, id: string) {
  const told = await listNames(trx, id, ['sent', 'told'])
  const toCall = await listNames(trx, id, ['call_due', 'bounced'])
  return { toldNames: told.map(({ name }) => name), toCall }
}
