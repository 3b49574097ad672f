import { notFound } from '../../errors.ts'
import type { KeysetPage, PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addDays, addMilliseconds, startOfDay } from '../../infra/time/calendar.ts'
import { schedule, unschedule } from '../agenda/agenda.service.ts'
import { planLater } from '../cadences/planning.service.ts'
import { getClient } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { cancelCampaign, cancelUnsent, holdCampaign, resumeCampaign } from '../messages/campaigns.service.ts'
import { finishTasks } from '../tasks/tasks.service.ts'
import { readCampaignFacts, readCoverage } from './announcement-facts.repository.ts'
import { announcementClosedForEdits, recipientsPending, tooEarly, transitionRefused } from './announcements.problems.ts'
import {
  type Announcement,
  bumpRevision,
  findAnnouncement,
  listAnnouncements,
  lockAnnouncement,
  updateAnnouncement,
} from './announcements.repository.ts'
import {
  type AnnouncementStatus,
  announcementTransitions,
  excusedStatuses,
  mayBecome,
  openForEdits,
  type RecipientStatus,
  recipientTransitions,
  toldStatuses,
  writtenAt,
} from './announcements.rules.ts'
import type { Coverage, EditAnnouncementBody } from './announcements.schemas.ts'
import { bothMustApprove, requireMayApprove } from './approvers.service.ts'
import { rewriteTexts } from './composing.service.ts'
import { earliestFrom, isHeldBack } from './holding.rules.ts'
import { hasRecipientIn, listOpenTasks, listRecipientsByStatus, moveRecipients } from './recipients.repository.ts'
import { scheduleReport } from './report-agenda.service.ts'

/** When the notes of an announcement fall due; `subjectId` is the announcement. */
export const announcementStarts = 'announcement.start'

/** When it is time to see whether everybody has been told; `subjectId` is the announcement. */
export const announcementSettles = 'announcement.settle'

/** When the rest of a cancelled announcement is called off; `subjectId` is the announcement. */
export const announcementUnwinds = 'announcement.unwind'

/** An announcement that the caller may see. @throws 404 */
export async function getAnnouncement(trx: PracticeTrx, id: string): Promise<Announcement> {
  const announcement = await findAnnouncement(trx, id)
  if (!announcement) throw notFound()
  return announcement
}

/** A client's announcements, newest first. @throws 404 for a client the caller may not see */
export async function listAnnouncementsOf(
  trx: PracticeTrx,
  clientId: string,
  filters: { status?: AnnouncementStatus | undefined },
  page: PageRequest,
): Promise<KeysetPage<Announcement>> {
  return listAnnouncements(trx, (await getClient(trx, clientId)).id, filters, page)
}

/** As `getAnnouncement`, and nobody else changes it or its recipients until the transaction ends. */
export async function getAnnouncementLocked(trx: PracticeTrx, id: string): Promise<Announcement> {
  if (!(await lockAnnouncement(trx, id))) throw notFound()
  return getAnnouncement(trx, id)
}

/**
 * Whether what is sent may be changed, and by whoever acts: once it was approved, only by who could approve the change.
 * Where both approve, it then waits for both again.
 *
 * @throws 409
 */
export async function requireMayChange(
  trx: PracticeTrx,
  { id, status, approvedAt, clientId }: Announcement,
): Promise<void> {
  if (!openForEdits.includes(status)) throw announcementClosedForEdits(`It is ${status}.`)
  if (!approvedAt) return
  await requireMayApprove(trx, clientId)
  if (await bothMustApprove(trx)) await askBothAgain(trx, id)
}

/** What both have approved is changed by one of them: it waits until both have approved that. */
async function askBothAgain(trx: PracticeTrx, id: string): Promise<void> {
  await unschedule(trx, { kind: announcementStarts, subjectId: id })
  await changeStatus(trx, id, 'awaiting_approval')
  await updateAnnouncement(trx, id, { approvedAt: null, approvedByKind: null, approvedById: null, approvals: '[]' })
}

/** Chooses when the notes go out; texts that nobody edited are written anew for that day. @throws 409, 422 too early */
export async function editAnnouncement(
  trx: PracticeTrx,
  id: string,
  changes: EditAnnouncementBody,
): Promise<Announcement> {
  const announcement = await getAnnouncementLocked(trx, id)
  await requireMayChange(trx, announcement)
  if (changes.scheduledFor !== undefined) {
    const { scheduledFor } = changes
    if (scheduledFor) await requireNotBeforeHold(trx, id, scheduledFor)
    await updateAnnouncement(trx, id, { scheduledFor, hourChosen: scheduledFor !== null })
    await rewriteTexts(trx, { ...announcement, scheduledFor })
    await bumpRevision(trx, id)
    const { status } = await getAnnouncement(trx, id)
    if (status === 'scheduled') await scheduleStart(trx, announcement, scheduledFor)
  }
  await recordEvent(trx, {
    kind: 'announcement.updated',
    subjectId: id,
    clientId: announcement.clientId,
    payload: { changed: Object.keys(changes) },
  })
  return getAnnouncement(trx, id)
}

/** Holds everything that has not left yet. @throws 409 */
export async function pauseAnnouncement(trx: PracticeTrx, id: string): Promise<Announcement> {
  const paused = await changeStatus(trx, id, 'paused')
  await holdCampaign(trx, paused)
  return paused
}

/** Goes on where it stopped. @throws 409 */
export async function resumeAnnouncement(trx: PracticeTrx, id: string): Promise<Announcement> {
  const { status, scheduledFor } = await getAnnouncementLocked(trx, id)
  if (status !== 'paused') throw transitionRefused(`It is ${status}; only a paused one can go on.`)
  const hasBegun = await hasRecipientIn(trx, id, ['queued', 'sent', 'call_due', 'bounced'])
  const resumed = await changeStatus(trx, id, hasBegun ? 'sending' : 'scheduled')
  await resumeCampaign(trx, resumed)
  await finishTasks(trx, { subjectId: id, status: 'done' })
  // Whoever was added or taken back meanwhile is told now, or at the hour that was chosen.
  await scheduleStart(trx, resumed, scheduledFor)
  return getAnnouncement(trx, id)
}

/** Stops for good: what has left has left, nothing further does. @throws 409 */
export async function cancelAnnouncement(trx: PracticeTrx, id: string): Promise<Announcement> {
  const cancelled = await changeStatus(trx, id, 'cancelled')
  await unschedule(trx, { kind: announcementStarts, subjectId: id })
  await cancelCampaign(trx, cancelled)
  await finishTasks(trx, { subjectId: id, status: 'cancelled' })
  await unwind(trx, cancelled)
  return cancelled
}

/** Goes on with what is left of a cancelled announcement, when the agenda says that it was too much for one step. */
export async function unwindAnnouncement(trx: PracticeTrx, id: string): Promise<void> {
  const announcement = await takeUp(trx, id, announcementUnwinds)
  if (announcement) await unwind(trx, announcement)
}

/** So many notes and tasks are called off in one step: cancelling takes no longer for a large campaign. */
const unwoundPerStep = 500

async function unwind(trx: PracticeTrx, { id, clientId }: Announcement): Promise<void> {
  const unsent = await cancelUnsent(trx, id, unwoundPerStep)
  await moveRecipients(trx, unsent.map(({ subjectId }) => subjectId), 'ready') // prettier-ignore
  const byHand = await listOpenTasks(trx, id, unwoundPerStep)
  await finishTasks(trx, { subjectIds: byHand, status: 'cancelled' })
  if (Math.max(unsent.length, byHand.length) < unwoundPerStep) return
  await schedule(trx, { kind: announcementUnwinds, subjectId: id, clientId, dueAt: trx.now })
}

/** Ends a campaign in which everybody is told or excused. @throws 409 that names who is pending */
export async function closeAnnouncement(trx: PracticeTrx, id: string): Promise<Announcement> {
  const announcement = await getAnnouncementLocked(trx, id)
  if (announcement.status === 'completed') return announcement
  requireTransition(announcement, 'completed')
  const pending = await listPending(trx, id)
  if (pending.length > 0) {
    throw recipientsPending(`${pending.length} still to be told.`, {
      extra: {
        recipients: pending.map(({ id: recipientId, contactName, status }) => ({ recipientId, contactName, status })),
      },
    })
  }
  return changeStatus(trx, id, 'completed')
}

/** Sees whether an announcement is complete, when the agenda says that it may be. */
export async function settleAnnouncement(trx: PracticeTrx, id: string): Promise<void> {
  if (await takeUp(trx, id, announcementSettles)) await completeIfEverybodyIsTold(trx, id)
}

/**
 * Holds an announcement for a step of the agenda. Whoever else holds it may be about to change the very entry that this
 * step has in its hands, so it does not wait for them but comes back in a second; then the answer is undefined.
 *
 * @param subjectId what the step's entry is about
 */
export async function takeUp(
  trx: PracticeTrx,
  id: string,
  kind: string,
  subjectId = id,
): Promise<Announcement | undefined> {
  const isHeld = await lockAnnouncement(trx, id, { wait: false })
  const announcement = await findAnnouncement(trx, id)
  if (isHeld || !announcement) return announcement
  await schedule(trx, { kind, subjectId, clientId: announcement.clientId, dueAt: addMilliseconds(trx.now, 1000) })
  return undefined
}

/**
 * Completes a running campaign when nobody is left to tell, and opens it again when a note came back after that. For
 * who holds the announcement.
 */
export async function completeIfEverybodyIsTold(trx: PracticeTrx, id: string): Promise<void> {
  const { status } = await getAnnouncement(trx, id)
  const isTold = !(await hasRecipientIn(trx, id, pendingStatuses))
  if (status === 'sending' && isTold) await changeStatus(trx, id, 'completed')
  if (status === 'completed' && !isTold) await changeStatus(trx, id, 'sending')
  await scheduleReport(trx, await getAnnouncement(trx, id))
}

/** Who has been told, excused, is pending, was offered help and has been talked with since. */
export async function getCoverage(trx: PracticeTrx, id: string): Promise<Coverage> {
  const announcement = await getAnnouncement(trx, id)
  const { landedOn, timeZone } = await readCampaignFacts(trx, announcement.id)
  return readCoverage(trx, announcement, { since: startOfDay(addDays(landedOn, 1), timeZone), timeZone })
}

/** @throws 409 when the table of transitions does not lead there */
export async function changeStatus(trx: PracticeTrx, id: string, to: AnnouncementStatus): Promise<Announcement> {
  const announcement = await getAnnouncementLocked(trx, id)
  requireTransition(announcement, to)
  await updateAnnouncement(trx, id, { status: to, pausedBecause: null })
  // What nobody is going to be told begins nobody's time anew.
  if (to === 'cancelled') await planLater(trx, announcement.clientId)
  await recordEvent(trx, {
    kind: `announcement.${to}`,
    subjectId: id,
    clientId: announcement.clientId,
    payload: { from: announcement.status },
  })
  return getAnnouncement(trx, id)
}

/** @throws 409 when the table of transitions does not lead there */
export function requireTransition({ status }: Announcement, to: AnnouncementStatus): void {
  if (!mayBecome(announcementTransitions, status, to))
    throw transitionRefused(`It is ${status} and cannot become ${to}.`)
}

const listPending = (trx: PracticeTrx, id: string) => listRecipientsByStatus(trx, id, pendingStatuses)

const pendingStatuses = (Object.keys(recipientTransitions) as RecipientStatus[]).filter(
  (status) => !toldStatuses.includes(status) && !excusedStatuses.includes(status),
)

/**
 * Says when an approved announcement starts: when somebody chose, at once when that is past or nobody did, but never
 * before it may be told.
 *
 * @returns when that is
 */
export async function scheduleStart(
  trx: PracticeTrx,
  { id, clientId }: Pick<Announcement, 'id' | 'clientId'>,
  chosen: Date | null,
): Promise<Date> {
  const startsAt = earliestFrom(await readCampaignFacts(trx, id), writtenAt(trx, { scheduledFor: chosen }))
  await updateAnnouncement(trx, id, { scheduledFor: startsAt })
  await schedule(trx, { kind: announcementStarts, subjectId: id, clientId, dueAt: startsAt })
  return startsAt
}

/** @throws 409 for an instant before the day until which the news is held back */
export async function requireNotBeforeHold(trx: PracticeTrx, id: string, scheduledFor: Date): Promise<void> {
  const { holdUntil, timeZone } = await readCampaignFacts(trx, id)
  if (isHeldBack({ holdUntil, timeZone }, scheduledFor)) throw tooEarly(`Not before ${holdUntil}.`)
}
