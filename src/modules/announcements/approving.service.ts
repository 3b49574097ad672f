import type { PracticeTrx } from '../../infra/db/scope.ts'
import { recordEvent } from '../events/events.service.ts'
import { resumeCampaign } from '../messages/campaigns.service.ts'
import { announcementIncomplete, transitionRefused } from './announcements.problems.ts'
import { type Announcement, updateAnnouncement } from './announcements.repository.ts'
import { isApprovedByOther, newApproval } from './approvals.rules.ts'
import {
  changeStatus,
  getAnnouncement,
  getAnnouncementLocked,
  requireNotBeforeHold,
  requireTransition,
  rewriteTexts,
  scheduleStart,
} from './announcements.service.ts'
import { bothMustApprove, requireMayApprove } from './approvers.service.ts'
import { hasRecipientIn, listRecipientsByStatus } from './recipients.repository.ts'

/**
 * The word of whoever may give it that these texts may go out. Where client and coach both must, the first waits for
 * the second, and is worth nothing once anything changed in between.
 *
 * @param chosen when; default: what was chosen before, else in the next of the practice's hours for notes, but never before
 * the client may be named
 * @throws 409 when a text has holes or its facts changed after somebody edited it (`recipients` says whose, which, and
 * what is new), when it is not theirs to approve, or an e-mail address that has to be verified was not
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
