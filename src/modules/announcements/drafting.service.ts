import type { PracticeTrx } from '../../infra/db/scope.ts'
import { unschedule } from '../agenda/agenda.service.ts'
import { beginAnnouncing } from '../announcement-facts/announcement-facts.service.ts'
import { planLater } from '../cadences/planning.service.ts'
import { foldAccents } from '../contacts/contacts.rules.ts'
import { recordEvent } from '../events/events.service.ts'
import { findChain } from '../introductions/introductions.service.ts'
import { mayHaveReachedAnybody } from '../messages/campaigns.service.ts'
import { getSearchSpan } from '../searches/searches.service.ts'
import { finishTasks } from '../tasks/tasks.service.ts'
import {
  type Announcement,
  bumpRevision,
  deleteAnnouncement,
  findAnnouncementOfLanding,
  insertAnnouncement,
} from './announcements.repository.ts'
import { defaultChannel, openForEdits } from './announcements.rules.ts'
import {
  announcementStarts,
  cancelAnnouncement,
  getAnnouncement,
  getAnnouncementLocked,
  requireMayChange,
  scheduleStart,
} from './announcements.service.ts'
import { requireMayApprove } from './approvers.service.ts'
import { rewriteTexts } from './composing.service.ts'
import { rewriteByHand } from './by-hand-texts.service.ts'
import { recallNotes, sendAnew } from './recalling.service.ts'
import { type Candidate, listPeopleInTouch, readCandidates } from './candidates.repository.ts'
import {
  insertRecipients,
  listContactsOnList,
  listRecipientsByStatus,
  placeRecipients,
} from './recipients.repository.ts'

/** A landing as far as an announcement needs to know it. */
export interface LandingToAnnounce {
  id: string
  clientId: string
  company: string
  opportunityId: string | null
  /** The contact who told of the job: where the chain ends. */
  sourceContactId: string | null
  search: { id: string; clientId: string; startedOn: string; endedOn: string | null }
}

/**
 * Draws up the announcement of a landing: a recipient for everybody the client was in touch with during the search,
 * helpful or not, and for the chain of introductions that led to the job, each with a text.
 */
export async function draftAnnouncement(trx: PracticeTrx, landing: LandingToAnnounce): Promise<Announcement> {
  await beginAnnouncing(trx, landing.clientId)
  const { id } = await insertAnnouncement(trx, {
    practiceId: trx.practiceId,
    clientId: landing.clientId,
    landingId: landing.id,
    createdAt: trx.now,
    updatedAt: trx.now,
  })
  const total = await addEverybody(trx, id, landing)
  await rewriteTexts(trx, { id, scheduledFor: null })
  await recordEvent(trx, {
    kind: 'announcement.drafted',
    subjectId: id,
    clientId: landing.clientId,
    payload: { recipients: total },
  })
  await planLater(trx, landing.clientId)
  return getAnnouncement(trx, id)
}

/**
 * After a landing was corrected: whoever belongs on the list now is added, texts that have not left are written anew,
 * and nothing starts before the day it is held back until.
 *
 * @throws 409 when it was approved and whoever acts could not approve the change
 */
export async function redraftAnnouncement(trx: PracticeTrx, landing: LandingToAnnounce): Promise<void> {
  const announcement = await lockAnnouncementOf(trx, landing.id)
  if (!announcement) return
  const hasBegun = announcement.status === 'sending' || announcement.status === 'paused'
  if (hasBegun) await rewriteByHand(trx, announcement.id)
  const recalled = hasBegun ? await recallNotes(trx, announcement) : []
  if (announcement.status === 'sending' && recalled.length > 0) {
    await requireMayApprove(trx, announcement.clientId)
    await addEverybody(trx, announcement.id, landing)
    await sendAnew(trx, announcement, recalled)
  }
  if (!openForEdits.includes(announcement.status)) return
  await requireMayChange(trx, announcement)
  await addEverybody(trx, announcement.id, landing)
  const { status, scheduledFor } = await getAnnouncement(trx, announcement.id)
  const startsAt = status === 'scheduled' ? await scheduleStart(trx, announcement, scheduledFor) : scheduledFor
  await rewriteTexts(trx, { ...announcement, scheduledFor: startsAt })
  // Until when it is held back, who has approved before must hear as well.
  await bumpRevision(trx, announcement.id)
}

/**
 * After something changed that the notes tell of, while nobody has approved them: whoever belongs on the list now is
 * added, and texts say what is known now. Where that changes nothing, what was read stands.
 */
export async function followLanding(
  trx: PracticeTrx,
  announcement: Announcement,
  landing: LandingToAnnounce,
): Promise<void> {
  await addEverybody(trx, announcement.id, landing)
  await rewriteTexts(trx, announcement)
}

/** Whether anybody has been told of a landing, or a note to them may already have left. */
export async function hasBeenTold(trx: PracticeTrx, landingId: string): Promise<boolean> {
  const announcement = await lockAnnouncementOf(trx, landingId)
  if (!announcement) return false
  const told = await listRecipientsByStatus(trx, announcement.id, ['told'])
  return told.length > 0 || (await mayHaveReachedAnybody(trx, announcement.id))
}

/** Removes the announcement of a landing of which nobody has been told, and what was to be done for it. */
export async function discardAnnouncement(trx: PracticeTrx, landingId: string): Promise<void> {
  const announcement = await lockAnnouncementOf(trx, landingId)
  if (!announcement) return
  await unschedule(trx, { kind: announcementStarts, subjectId: announcement.id })
  for (const { id: subjectId } of await listRecipientsByStatus(trx, announcement.id, ['call_due'])) {
    await finishTasks(trx, { subjectId, status: 'cancelled' })
  }
  await deleteAnnouncement(trx, announcement.id)
  await planLater(trx, announcement.clientId)
}

/** Stops the announcement of a landing that fell through, if it is still under way. */
export async function stopAnnouncement(trx: PracticeTrx, landingId: string): Promise<void> {
  const announcement = await findAnnouncementOfLanding(trx, landingId)
  if (announcement && announcement.status !== 'completed' && announcement.status !== 'cancelled') {
    await cancelAnnouncement(trx, announcement.id)
  }
}

/** The announcement of a landing, held until the transaction ends: a worker may be about to let it begin. */
export async function lockAnnouncementOf(trx: PracticeTrx, landingId: string): Promise<Announcement | undefined> {
  const found = await findAnnouncementOfLanding(trx, landingId)
  return found && getAnnouncementLocked(trx, found.id)
}

/**
 * Puts everybody on the list who is not on it yet, and says anew who is an insider or on the chain.
 *
 * @returns how many were added
 */
async function addEverybody(trx: PracticeTrx, announcementId: string, landing: LandingToAnnounce): Promise<number> {
  const chain = landing.sourceContactId ? await findChain(trx, landing.sourceContactId) : []
  const onChain = new Set(chain.map((hop) => hop.contactId))
  const inTouch = new Set(await listPeopleInTouch(trx, await getSearchSpan(trx, landing.search)))
  const everybody = new Set([...onChain, ...inTouch, ...(await listContactsOnList(trx, announcementId))])
  const company = { ...landing, companyKey: foldAccents(landing.company) }
  const recipients = (await readCandidates(trx, company, [...everybody])).map((candidate) =>
    newRecipient(trx, announcementId, landing.clientId, candidate, {
      because: inTouch.has(candidate.contactId) ? 'interacted' : 'chain',
      onChain: onChain.has(candidate.contactId),
    }),
  )
  const placed = await placeRecipients(trx, announcementId, recipients)
  const added = await insertRecipients(trx, recipients)
  if (placed + added.length > 0) await bumpRevision(trx, announcementId)
  return added.length
}

/** A recipient's row before its text is written. */
export function newRecipient(
  trx: PracticeTrx,
  announcementId: string,
  clientId: string,
  candidate: Candidate,
  { because, onChain }: { because: 'interacted' | 'chain' | 'added'; onChain: boolean },
) {
  return {
    practiceId: trx.practiceId,
    clientId,
    announcementId,
    contactId: candidate.contactId,
    because,
    onChain,
    insider: candidate.insider,
    channel: defaultChannel(candidate, { onChain }),
    status: candidate.suppressed ? ('suppressed' as const) : ('pending' as const),
    createdAt: trx.now,
    updatedAt: trx.now,
  }
}
