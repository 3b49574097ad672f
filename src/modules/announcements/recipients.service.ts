import { invalidField, notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { foldAccents } from '../contacts/contacts.rules.ts'
import { recordEvent } from '../events/events.service.ts'
import { finishTasks } from '../tasks/tasks.service.ts'
import { readCampaignFacts } from './announcement-facts.repository.ts'
import { addressMissing, alreadyRecipient, transitionRefused } from './announcements.problems.ts'
import { bumpRevision } from './announcements.repository.ts'
import { mayBecome, type RecipientStatus, recipientTransitions } from './announcements.rules.ts'
import type { AddRecipientBody, EditRecipientBody, ToldBody } from './announcements.schemas.ts'
import {
  completeIfEverybodyIsTold,
  getAnnouncementLocked,
  requireMayChange,
  writtenAt,
} from './announcements.service.ts'
import { readCandidates } from './candidates.repository.ts'
import { composeTexts } from './composing.service.ts'
import { newRecipient } from './drafting.service.ts'
import { findRecipient, insertRecipients, type Recipient, updateRecipient } from './recipients.repository.ts'

/** A recipient that the caller may see. @throws 404 */
export async function getRecipient(trx: PracticeTrx, id: string): Promise<Recipient> {
  const recipient = await findRecipient(trx, id)
  if (!recipient) throw notFound()
  return recipient
}

/** As `getRecipient`, with its announcement held until the transaction ends. */
export async function getRecipientLocked(trx: PracticeTrx, id: string) {
  const { announcementId } = await getRecipient(trx, id)
  const announcement = await getAnnouncementLocked(trx, announcementId)
  return { announcement, recipient: await getRecipient(trx, id) }
}

/** Adds somebody of the client's network to the list. @throws 404, 409 when already on it or too late, 422 for a contact of others */
export async function addRecipient(
  trx: PracticeTrx,
  announcementId: string,
  body: AddRecipientBody,
): Promise<Recipient> {
  const announcement = await getAnnouncementLocked(trx, announcementId)
  await requireMayChange(trx, announcement)
  const campaign = await readCampaignFacts(trx, announcementId)
  const [candidate] = await readCandidates(
    trx,
    {
      clientId: announcement.clientId,
      opportunityId: campaign.opportunityId,
      companyKey: foldAccents(campaign.company),
    },
    [body.contactId],
  )
  if (!candidate) throw invalidField('/contactId', 'must be a contact of this client')
  if (body.channel === 'email' && !candidate.email) throw addressMissing()
  const row = newRecipient(trx, announcementId, announcement.clientId, candidate, { because: 'added', onChain: false })
  const [added] = await insertRecipients(trx, [{ ...row, channel: body.channel ?? row.channel }])
  if (!added) throw alreadyRecipient()
  await rewrite(trx, announcement, await getRecipient(trx, added.id))
  await recordEvent(trx, { kind: 'announcement_recipient.added', subjectId: added.id, clientId: announcement.clientId })
  return getRecipient(trx, added.id)
}

/**
 * Edits one person's text, changes how they are told, or excuses them with a reason. A person who was skipped can be
 * taken back as long as the list is open.
 *
 * @throws 404, 409 when it is too late or the contact has no address
 */
export async function editRecipient(trx: PracticeTrx, id: string, changes: EditRecipientBody): Promise<Recipient> {
  const { announcement, recipient } = await getRecipientLocked(trx, id)
  if (changes.skipReason) await skip(trx, recipient, changes.skipReason)
  else await change(trx, announcement, recipient, changes)
  await bumpRevision(trx, announcement.id)
  await recordEvent(trx, {
    kind: changes.skipReason ? 'announcement_recipient.skipped' : 'announcement_recipient.updated',
    subjectId: id,
    clientId: recipient.clientId,
    payload: { changed: Object.keys(changes) },
  })
  await completeIfEverybodyIsTold(trx, announcement.id)
  return getRecipient(trx, id)
}

async function skip(
  trx: PracticeTrx,
  recipient: Recipient,
  { code, detail }: { code: string; detail: string },
): Promise<void> {
  requireTransition(recipient, 'skipped')
  await updateRecipient(trx, recipient.id, { status: 'skipped', skipCode: code, skipDetail: detail })
  await finishTasks(trx, { subjectId: recipient.id, status: 'cancelled' })
}

type Announcement = Awaited<ReturnType<typeof getAnnouncementLocked>>

async function change(
  trx: PracticeTrx,
  announcement: Announcement,
  recipient: Recipient,
  changes: EditRecipientBody,
): Promise<void> {
  await requireMayChange(trx, announcement)
  const { channel = recipient.channel, subject, body, skipReason } = changes
  if (channel === 'email' && !recipient.contactEmail)
    throw addressMissing('Give the contact an address, or choose another channel.')
  const edited = subject !== undefined || body !== undefined
  const unskipped = skipReason === null && recipient.status === 'skipped'
  if (edited || channel !== recipient.channel || unskipped) {
    requireTransitionToText(recipient)
    // One who was skipped after their note had left: a landing is told to nobody by mail twice.
    if (channel === 'email' && recipient.messageId)
      throw transitionRefused('A note left already: tell them another way.')
    // What was to be done by hand is asked for again when it is due, in the way that is wanted now.
    await finishTasks(trx, { subjectId: recipient.id, status: 'cancelled' })
  }
  if (edited) {
    const text = { subject: subject ?? recipient.subject, body: body ?? recipient.body }
    const missing = Object.entries(text).flatMap(([fact, value]) =>
      value === null ? [{ fact, why: 'There is no text yet.' }] : [],
    )
    await updateRecipient(trx, recipient.id, {
      ...text, channel, edited: true, status: missing.length > 0 ? 'needs_input' : 'ready', missing: JSON.stringify(missing),
      skipCode: null, skipDetail: null,
    }) // prettier-ignore
    return
  }
  // A note and the script of a call are different texts: another channel means another text.
  const becomesAnotherText = (channel === 'call') !== (recipient.channel === 'call')
  const startsAnew = unskipped || (recipient.status === 'call_due' && channel !== recipient.channel)
  await updateRecipient(trx, recipient.id, {
    channel,
    ...(becomesAnotherText ? { edited: false } : {}),
    ...(startsAnew ? { status: 'needs_input' as const, skipCode: null, skipDetail: null } : {}),
  })
  await rewrite(trx, announcement, await getRecipient(trx, recipient.id))
}

/** Records that somebody was told in person, by whatever way. @throws 404, 409 while their note is on its way, 422 */
export async function markTold(trx: PracticeTrx, id: string, body: ToldBody): Promise<Recipient> {
  const { announcement, recipient } = await getRecipientLocked(trx, id)
  requireTransition(recipient, 'told')
  const { timeZone, landedOn } = await readCampaignFacts(trx, announcement.id)
  if (body.on > dayOf(trx.now, timeZone)) throw invalidField('/on', 'must not lie in the future')
  if (body.on < landedOn) throw invalidField('/on', `must not lie before the landing, on ${landedOn}`)
  await updateRecipient(trx, id, {
    status: 'told',
    toldVia: body.via,
    toldOn: body.on,
    offeredHelp: body.offeredHelp || recipient.offeredHelp,
  })
  await finishTasks(trx, { subjectId: id, status: 'done' })
  await bumpRevision(trx, announcement.id)
  await recordEvent(trx, {
    kind: 'announcement_recipient.told',
    subjectId: id,
    clientId: recipient.clientId,
    payload: { ...body },
  })
  await completeIfEverybodyIsTold(trx, announcement.id)
  return getRecipient(trx, id)
}

async function rewrite(trx: PracticeTrx, announcement: Announcement, recipient: Recipient): Promise<void> {
  await composeTexts(trx, announcement.id, [recipient], { writtenAt: writtenAt(trx, announcement) })
  await bumpRevision(trx, announcement.id)
}

/** @throws 409 when the table of transitions does not lead there */
function requireTransition({ status }: Pick<Recipient, 'status'>, to: RecipientStatus): void {
  if (!mayBecome(recipientTransitions, status, to))
    throw transitionRefused(`This recipient is ${status} and cannot become ${to}.`)
}

/** Who has not been told or excused has a text already, or waits for one. */
function requireTransitionToText(recipient: Recipient): void {
  if (!['pending', 'needs_input', 'ready'].includes(recipient.status)) requireTransition(recipient, 'needs_input')
}
