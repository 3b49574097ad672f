import type { PracticeTrx } from '../../infra/db/scope.ts'
import { schedule } from '../agenda/agenda.service.ts'
import { recordEvents } from '../events/events.service.ts'
import { finishTasks } from '../tasks/tasks.service.ts'
import { lockAnnouncement } from './announcements.repository.ts'
import { announcementSettles } from './announcements.service.ts'
import { listRecipientsOfContact, moveRecipients } from './recipients.repository.ts'

/** Excuses a contact who must not be written to from every announcement in which they are still to be told. */
export async function excuseContact(trx: PracticeTrx, contactId: string): Promise<void> {
  for (const { announcementId } of await listRecipientsOfContact(trx, contactId)) {
    await lockAnnouncement(trx, announcementId)
  }
  await excuse(trx, await listRecipientsOfContact(trx, contactId))
}

/**
 * Excuses people who are still to be told; what was to be done by hand need not be done. One who was told stays told,
 * and a note on its way is the ledger's, which asks for itself who must not be written to.
 */
export async function excuse(trx: PracticeTrx, recipients: { id: string; status: string }[]): Promise<void> {
  const waiting = recipients.filter(({ status }) => status !== 'sent' && status !== 'queued')
  const excused = await moveRecipients(trx, waiting.map(({ id }) => id), 'suppressed') // prettier-ignore
  await recordEvents(
    trx,
    excused.map(({ id, clientId }) => ({ kind: 'announcement_recipient.suppressed', subjectId: id, clientId })),
  )
  for (const { id, announcementId, clientId } of excused) {
    await finishTasks(trx, { subjectId: id, status: 'cancelled' })
    await schedule(trx, { kind: announcementSettles, subjectId: announcementId, clientId, dueAt: trx.now })
  }
}
