import { invalidField } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { planLater } from '../cadences/planning.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { finishTasks } from '../tasks/tasks.service.ts'
import { addressMissing, transitionRefused } from './announcements.problems.ts'
import { type Announcement, bumpRevision } from './announcements.repository.ts'
import { writtenAt } from './announcements.rules.ts'
import type { EditRecipientBody } from './announcements.schemas.ts'
import { completeIfEverybodyIsTold, requireMayChange } from './announcements.service.ts'
import { writeTexts } from './composing.service.ts'
import { holesIn, statusWith } from './editing.rules.ts'
import { type Recipient, updateRecipient } from './recipients.repository.ts'
import { getRecipient, getRecipientLocked, requireTransition, rewrite } from './recipients.service.ts'

/**
 * Edits one person's text, changes how they are told, or excuses them with a reason. A person who was skipped can be
 * taken back as long as the list is open.
 *
 * @throws 404, 409 when it is too late or the contact has no address, 422 for words that are to be nobody's
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
  await planLater(trx, recipient.clientId)
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

async function change(
  trx: PracticeTrx,
  announcement: Announcement,
  recipient: Recipient,
  changes: EditRecipientBody,
): Promise<void> {
  await requireMayChange(trx, announcement)
  const { channel = recipient.channel, subject, body, edited, offersHelp, skipReason } = changes
  if (channel === 'email' && !recipient.contactEmail)
    throw addressMissing('Give the contact an address, or choose another channel.')
  const hasWords = subject !== undefined || body !== undefined
  if (hasWords && edited === false) throw invalidField('/edited', 'must not be false where words are given')
  const unskipped = skipReason === null && recipient.status === 'skipped'
  if (hasWords || edited !== undefined || channel !== recipient.channel || unskipped) {
    requireTransitionToText(recipient)
    // One who was skipped after their note had left: a landing is told to nobody by mail twice.
    if (channel === 'email' && recipient.messageId)
      throw transitionRefused('A note left already: tell them another way.')
    // What was to be done by hand is asked for again when it is due, in the way that is wanted now.
    await finishTasks(trx, { subjectId: recipient.id, status: 'cancelled' })
  }
  if (offersHelp !== undefined) await updateRecipient(trx, recipient.id, { offersHelp })
  if (hasWords || edited === true) return takeOver(trx, announcement, { ...recipient, channel }, changes)
  // A note and the script of a call are different texts: another channel means another text.
  const becomesAnotherText = (channel === 'call') !== (recipient.channel === 'call')
  const startsAnew = unskipped || (recipient.status === 'call_due' && channel !== recipient.channel)
  await updateRecipient(trx, recipient.id, {
    channel,
    ...(becomesAnotherText || edited === false ? { edited: false, offersHelp: offersHelp ?? true } : {}),
    ...(startsAnew ? { status: 'needs_input' as const, skipCode: null, skipDetail: null } : {}),
  })
  await rewrite(trx, announcement, await getRecipient(trx, recipient.id))
}

/** Makes a text somebody's own, with the words they give or as it stands; it rests on what is known now. */
async function takeOver(
  trx: PracticeTrx,
  announcement: Announcement,
  recipient: Recipient,
  words: EditRecipientBody,
): Promise<void> {
  const subject = words.subject ?? recipient.subject
  const body = words.body ?? recipient.body
  const [written] = await writeTexts(trx, announcement.id, [recipient], writtenAt(trx, announcement))
  const missing = holesIn({ subject, body })
  await updateRecipient(trx, recipient.id, {
    subject,
    body,
    channel: recipient.channel,
    edited: true,
    facts: JSON.stringify(written!.facts),
    newer: null,
    missing: JSON.stringify(missing),
    status: statusWith(missing),
    skipCode: null,
    skipDetail: null,
  })
}

/** Who has not been told or excused has a text already, or waits for one. */
function requireTransitionToText(recipient: Recipient): void {
  if (!['pending', 'needs_input', 'ready'].includes(recipient.status)) requireTransition(recipient, 'needs_input')
}
