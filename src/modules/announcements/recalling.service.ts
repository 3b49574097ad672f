import type { PracticeTrx } from '../../infra/db/scope.ts'
import { recallCampaign } from '../messages/campaigns.service.ts'
import { type Announcement, bumpRevision } from './announcements.repository.ts'
import { scheduleStart } from './announcements.service.ts'
import { composeTexts } from './composing.service.ts'
import { listRecipientsByStatus, moveRecipients, unlinkMessages } from './recipients.repository.ts'

/**
 * Takes back notes that were queued and have not left, those of certain recipients or all: their recipients are ready
 * again. At most those leave as they were whose bodies are on the wire.
 *
 * @returns the ids of recipients whose notes were taken back
 */
export async function recallNotes(trx: PracticeTrx, { id }: Announcement, recipientIds?: string[]): Promise<string[]> {
  const recalled = (await recallCampaign(trx, id, recipientIds)).map(({ subjectId }) => subjectId)
  if (recalled.length === 0) return []
  await unlinkMessages(trx, recalled)
  return (await moveRecipients(trx, recalled, 'ready')).map((recipient) => recipient.id)
}

/** Writes notes that were recalled from a running campaign anew, and lets them go out again, as soon as may be. */
export async function sendAnew(trx: PracticeTrx, announcement: Announcement, recalled: string[]): Promise<void> {
  const ready = await listRecipientsByStatus(trx, announcement.id, ['ready'])
  const those = ready.filter(({ id }) => recalled.includes(id))
  await composeTexts(trx, announcement.id, those, { writtenAt: trx.now })
  await bumpRevision(trx, announcement.id)
  await scheduleStart(trx, announcement, null)
}
