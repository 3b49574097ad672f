import type { PracticeTrx } from '../../infra/db/scope.ts'
import { foldAccents } from '../contacts/contacts.rules.ts'
import { readCampaignFacts } from './announcement-facts.repository.ts'
import { type Announcement, bumpRevision } from './announcements.repository.ts'
import { writtenAt } from './announcements.rules.ts'
import { getAnnouncementLocked, scheduleStart } from './announcements.service.ts'
import { readCandidates } from './candidates.repository.ts'
import { composeTexts } from './composing.service.ts'
import { newRecipient } from './drafting.service.ts'
import { recallNotes } from './recalling.service.ts'
import {
  findRecipient,
  listContactsOnAnyList,
  listRecipientsOfContact,
  placeRecipients,
} from './recipients.repository.ts'

/** Which of these contacts are on the list of any announcement. */
export const contactsInAnnouncements = (trx: PracticeTrx, contactIds: string[]): Promise<string[]> =>
  listContactsOnAnyList(trx, contactIds)

/**
 * After a contact was corrected: drafts that nobody has approved call them by their right name and know where they work,
 * and a note that was queued and has not left goes to their right address.
 */
export async function followContact(
  trx: PracticeTrx,
  contactId: string,
  { isNewAddress }: { isNewAddress: boolean },
): Promise<void> {
  for (const { id, announcementId } of await listRecipientsOfContact(trx, contactId)) {
    const announcement = await getAnnouncementLocked(trx, announcementId)
    if (announcement.approvedAt === null) await draftAnew(trx, announcement, id)
    else if (isNewAddress) await readdress(trx, announcement, id)
  }
}

async function draftAnew(trx: PracticeTrx, announcement: Announcement, recipientId: string): Promise<void> {
  const before = (await findRecipient(trx, recipientId))!
  const campaign = await readCampaignFacts(trx, announcement.id)
  const company = { ...campaign, clientId: announcement.clientId, companyKey: foldAccents(campaign.company) }
  const candidates = await readCandidates(trx, company, [before.contactId])
  const places = candidates.map((candidate) =>
    newRecipient(trx, announcement.id, announcement.clientId, candidate, before),
  )
  await placeRecipients(trx, announcement.id, places)
  const recipient = (await findRecipient(trx, recipientId))!
  await composeTexts(trx, announcement.id, [recipient], { writtenAt: writtenAt(trx, announcement) })
  await bumpRevision(trx, announcement.id)
}

async function readdress(trx: PracticeTrx, announcement: Announcement, recipientId: string): Promise<void> {
  const { status } = (await findRecipient(trx, recipientId))!
  if (status !== 'queued') return
  const recalled = await recallNotes(trx, announcement, [recipientId])
  if (announcement.status === 'sending' && recalled.length > 0) await scheduleStart(trx, announcement, null)
}
