import type { PracticeTrx } from '../../infra/db/scope.ts'
import { changedMeanwhile } from '../../errors.ts'
import { unschedule } from '../agenda/agenda.service.ts'
import { areFactsToFollow, isTemplateToFollow } from '../announcement-facts/announcement-facts.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { resumeCampaign } from '../messages/campaigns.service.ts'
import { announcementIncomplete, transitionRefused } from './announcements.problems.ts'
import { type Announcement, forgetHourNobodyChose, updateAnnouncement } from './announcements.repository.ts'
import { isApprovedByOther, isBy, newApproval, standing } from './approvals.rules.ts'
import type { RecipientStatus } from './announcements.rules.ts'
import {
  announcementStarts,
  changeStatus,
  getAnnouncement,
  getAnnouncementLocked,
  requireNotBeforeHold,
  requireTransition,
  scheduleStart,
} from './announcements.service.ts'
import { bothMustApprove, requireMayApprove } from './approvers.service.ts'
import { rewriteTexts } from './composing.service.ts'
import { hasRecipientIn, listRecipientsByStatus } from './recipients.repository.ts'

/**
 * The word of whoever may give it that these texts may go out. Where client and coach both must, the first waits for
 * the second, and is worth nothing once anything changed in between.
 *
 * @param chosen when; default: what was chosen before, else in the next of the practice's hours for notes, but never before
 * the client may be named
 * @throws 409 when a text has holes or its facts changed after somebody edited it (`recipients` says whose, which, and
 * what is new), when drafts have still to follow what changed, when it is not theirs to approve, or an e-mail address
 * that has to be verified was not
 */
export async function approveAnnouncement(
  trx: PracticeTrx,
  id: string,
  { scheduledFor: chosen }: { scheduledFor?: Date },
): Promise<Announcement> {
  const announcement = await getAnnouncementLocked(trx, id)
  requireTransition(announcement, 'scheduled')
  await requireMayApprove(trx, announcement.clientId)
  if (chosen) await requireNotBeforeHold(trx, id, chosen)
  if (chosen) await updateAnnouncement(trx, id, { hourChosen: true })
  const waitsForOther = (await bothMustApprove(trx)) && !isApprovedByOther(announcement, trx.actor)
  if (waitsForOther) return approveFirst(trx, announcement, chosen)
  const scheduledFor = await scheduleStart(trx, announcement, chosen ?? announcement.scheduledFor)
  await rewriteTexts(trx, { ...announcement, scheduledFor })
  await refuseUnread(trx, announcement)
  await refuseHoles(trx, id)
  await updateAnnouncement(trx, id, {
    status: 'scheduled',
    approvedAt: trx.now,
    approvedByKind: trx.actor.kind === 'client' ? 'client' : 'member',
    approvedById: trx.actor.kind === 'system' ? null : trx.actor.id,
    approvals: JSON.stringify([...announcement.approvals, newApproval(trx, announcement.revision)]),
  })
  const wasUnderWay = announcement.status === 'paused' || (await hasRecipientIn(trx, id, ['queued']))
  if (wasUnderWay) await resumeCampaign(trx, announcement)
  await recordEvent(trx, {
    kind: 'announcement.approved',
    subjectId: id,
    clientId: announcement.clientId,
    payload: { scheduledFor: scheduledFor.toISOString(), revision: announcement.revision },
  })
  return getAnnouncement(trx, id)
}

async function approveFirst(
  trx: PracticeTrx,
  announcement: Announcement,
  chosen: Date | undefined,
): Promise<Announcement> {
  const { id, clientId } = announcement
  const scheduledFor = chosen ?? announcement.scheduledFor
  await rewriteTexts(trx, { ...announcement, scheduledFor })
  await refuseUnread(trx, announcement)
  await refuseHoles(trx, id)
  const { revision } = await getAnnouncement(trx, id)
  await updateAnnouncement(trx, id, {
    status: 'awaiting_approval',
    scheduledFor,
    approvals: JSON.stringify([newApproval(trx, revision)]),
  })
  await recordEvent(trx, { kind: 'announcement.half_approved', subjectId: id, clientId, payload: { revision } })
  return getAnnouncement(trx, id)
}

/**
 * Takes the word of whoever acts back, while nothing has left: what the other has approved stays approved.
 *
 * @throws 409 once anything has left, or when they have not approved what stands there, or could not
 */
export async function withdrawApproval(trx: PracticeTrx, id: string): Promise<Announcement> {
  const announcement = await getAnnouncementLocked(trx, id)
  const { status, clientId, approvals, approvalRequestedAt } = announcement
  if (!(await mayWithdrawApproval(trx, announcement))) {
    throw transitionRefused(`It is ${status}, and there is no approval of yours that could be taken back.`)
  }
  await requireMayApprove(trx, clientId)
  const others = approvals.filter((approval) => !isBy(approval, trx.actor))
  if (status === 'scheduled') {
    await unschedule(trx, { kind: announcementStarts, subjectId: id })
    await changeStatus(trx, id, others.length > 0 || approvalRequestedAt ? 'awaiting_approval' : 'draft')
  }
  await updateAnnouncement(trx, id, {
    approvedAt: null,
    approvedByKind: null,
    approvedById: null,
    approvals: JSON.stringify(others),
  })
  await forgetHourNobodyChose(trx, id)
  await recordEvent(trx, { kind: 'announcement.approval_withdrawn', subjectId: id, clientId })
  return getAnnouncement(trx, id)
}

/** Whether whoever acts has approved what stands there, and nothing of it has left. */
export async function mayWithdrawApproval(trx: PracticeTrx, announcement: Announcement): Promise<boolean> {
  const { status, approvals } = announcement
  if (status !== 'scheduled' && status !== 'awaiting_approval') return false
  // What both have agreed on may have been written anew for the hour at which it goes out.
  const theirs = status === 'scheduled' ? approvals : standing(announcement)
  if (!theirs.some((approval) => isBy(approval, trx.actor))) return false
  return !(await hasRecipientIn(trx, announcement.id, begun))
}

/** Of whom something has left, or is about to, or is to be done by hand. */
const begun: readonly RecipientStatus[] = ['queued', 'sent', 'bounced', 'failed', 'uncertain', 'call_due']

/** Notes that the client has been asked. @throws 409 once it was approved or is over */
export async function askForApproval(trx: PracticeTrx, id: string): Promise<Announcement> {
  const { status } = await getAnnouncementLocked(trx, id)
  if (status !== 'draft' && status !== 'awaiting_approval')
    throw transitionRefused(`It is ${status}; approval is asked for a draft.`)
  if (status === 'draft') await changeStatus(trx, id, 'awaiting_approval')
  await updateAnnouncement(trx, id, { approvalRequestedAt: trx.now })
  const asked = await getAnnouncement(trx, id)
  await recordEvent(trx, { kind: 'announcement.approval_requested', subjectId: id, clientId: asked.clientId })
  return asked
}

/**
 * Nobody can have read what drafts have still to follow, be it in a text or who is on the list. Asked after the texts were
 * written, so that nothing can have come into them of which this does not know.
 */
async function refuseUnread(trx: PracticeTrx, { id, clientId, revision }: Announcement): Promise<void> {
  const isRewritten = (await getAnnouncement(trx, id)).revision !== revision
  if (!(await areFactsToFollow(trx, clientId)) && !(isRewritten && (await isTemplateToFollow(trx)))) return
  throw changedMeanwhile('What the texts tell of has just changed. Read them again in a moment, as they are then.')
}

async function refuseHoles(trx: PracticeTrx, id: string): Promise<void> {
  const incomplete = await listRecipientsByStatus(trx, id, ['needs_input', 'pending'])
  if (incomplete.length === 0) return
  throw announcementIncomplete(`${incomplete.length} of the texts cannot go out as they are.`, {
    extra: {
      recipients: incomplete.map((one) => ({
        recipientId: one.id,
        contactName: one.contactName,
        missing: one.missing,
        ...(one.stale ? { stale: one.stale } : {}),
      })),
    },
  })
}
