import type { PracticeTrx } from '../../infra/db/scope.ts'
import { schedule } from '../agenda/agenda.service.ts'
import { bumpRevision, lockAnnouncement } from './announcements.repository.ts'
import { announcementSettles } from './announcements.service.ts'
import { listRecipientsOfContact } from './recipients.repository.ts'

/** Holds every announcement that any of these contacts is to be told, until the transaction ends. */
export async function lockAnnouncementsOf(trx: PracticeTrx, contactIds: readonly string[]): Promise<void> {
  const places = []
  for (const contactId of contactIds) places.push(...(await listRecipientsOfContact(trx, contactId)))
  const ids = new Set(places.map(({ announcementId }) => announcementId))
  for (const id of [...ids].toSorted()) await lockAnnouncement(trx, id)
}

/** After recipients came or went because contacts became one, or two again: whoever approves must look once more. */
export async function recountRecipients(trx: PracticeTrx, clientId: string, announcementIds: string[]): Promise<void> {
  for (const id of new Set(announcementIds)) {
    await bumpRevision(trx, id)
    await schedule(trx, { kind: announcementSettles, subjectId: id, clientId, dueAt: trx.now })
  }
}
