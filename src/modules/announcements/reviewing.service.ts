import { changedMeanwhile, notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient } from '../clients/clients.service.ts'
import { momentInWords } from '../templates/calendar-words.rules.ts'
import type { Announcement } from './announcements.repository.ts'
import type { RecipientStatus } from './announcements.rules.ts'
import type { EditRecipientBody } from './announcements.schemas.ts'
import { getAnnouncement, getAnnouncementLocked } from './announcements.service.ts'
import { approveAnnouncement } from './approving.service.ts'
import { editRecipient } from './editing.service.ts'
import type { Recipient } from './recipients.repository.ts'
import { getRecipientLocked } from './recipients.service.ts'
import { countRecipients, listForReview, reviewable } from './review.repository.ts'

/** A page of what its client reads before they approve, and what there is in all. Counts are of people. */
export interface Review {
  announcement: Announcement
  recipients: Recipient[]
  page: number
  pages: number
  notes: number
  calls: number
  others: number
  toLookAt: number
  leftOut: number
}

/** When an announcement goes out, by its client's clocks; undefined once that is past, or while nobody has chosen. */
export async function hourInWords(
  trx: PracticeTrx,
  { clientId, scheduledFor }: Announcement,
): Promise<string | undefined> {
  if (!scheduledFor || scheduledFor <= trx.now) return undefined
  return momentInWords(scheduledFor, (await getClient(trx, clientId)).timeZone)
}

/** As many as somebody reads on a phone before they want to see that they get on. */
const perPage = 20

/** @param wanted which page; the nearest that there is */
export async function readReview(trx: PracticeTrx, announcementId: string, wanted: number): Promise<Review> {
  const announcement = await getAnnouncement(trx, announcementId)
  const counts = await countRecipients(trx, announcementId)
  const count = (belongs: (of: (typeof counts)[number]) => boolean) =>
    counts.filter(belongs).reduce((sum, of) => sum + of.count, 0)
  const isToTell = (status: RecipientStatus) => reviewable.includes(status) && status !== 'skipped'
  const pages = Math.max(1, Math.ceil(count(({ status }) => reviewable.includes(status)) / perPage))
  const page = Math.min(Math.max(1, Math.trunc(wanted) || 1), pages)
  return {
    announcement,
    recipients: await listForReview(trx, announcementId, { limit: perPage, offset: (page - 1) * perPage }),
    page,
    pages,
    notes: count(({ status, channel }) => isToTell(status) && channel === 'email'),
    calls: count(({ status, channel }) => isToTell(status) && channel === 'call'),
    others: count(({ status, channel }) => isToTell(status) && (channel === 'letter' || channel === 'self')),
    toLookAt: count(({ status }) => status === 'pending' || status === 'needs_input'),
    leftOut: count(({ status }) => status === 'skipped' || status === 'suppressed'),
  }
}

/**
 * Changes what one person gets, as it was seen.
 *
 * @param seen of which announcement, and the recipient's `updatedAt` when it was shown
 * @throws 404, 409 when it changed since, or as for any edit
 */
export async function decideOnRecipient(
  trx: PracticeTrx,
  seen: { announcementId: string; recipientId: string; updatedAt: string },
  changesTo: (recipient: Recipient) => EditRecipientBody | undefined,
): Promise<Recipient> {
  const { recipient } = await getRecipientLocked(trx, seen.recipientId)
  if (recipient.announcementId !== seen.announcementId) throw notFound()
  if (recipient.updatedAt.toISOString() !== seen.updatedAt) throw lookAgain()
  const changes = changesTo(recipient)
  return changes ? editRecipient(trx, recipient.id, changes) : recipient
}

/** Approves what was read. @throws 409 when something changed since, or as for any approval */
export async function approveRevision(trx: PracticeTrx, id: string, revision: string): Promise<Announcement> {
  const announcement = await getAnnouncementLocked(trx, id)
  if (String(announcement.revision) !== revision) throw lookAgain()
  return approveAnnouncement(trx, id, {})
}

const lookAgain = () => changedMeanwhile('Look at it once more, as it is now.')
