import { invalidField } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { planLater } from '../cadences/planning.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { offerHelpTo, withdrawHelpFrom } from '../help-offers/offering.service.ts'
import { finishTasks, reopenTasks } from '../tasks/tasks.service.ts'
import { readCampaignFacts } from './announcement-facts.repository.ts'
import { transitionRefused } from './announcements.problems.ts'
import { bumpRevision } from './announcements.repository.ts'
import { openForEdits, type RecipientStatus } from './announcements.rules.ts'
import type { ToldBody } from './announcements.schemas.ts'
import { completeIfEverybodyIsTold, requireMayChange } from './announcements.service.ts'
import { callInstead } from './calling.service.ts'
import { type Recipient, updateRecipient } from './recipients.repository.ts'
import { getRecipient, getRecipientLocked, requireTransition, rewrite } from './recipients.service.ts'

/** Records that somebody was told in person, by whatever way. @throws 404, 409 while their note is on its way, 422 */
export async function markTold(trx: PracticeTrx, id: string, body: ToldBody): Promise<Recipient> {
  const { announcement, recipient } = await getRecipientLocked(trx, id)
  requireTransition(recipient, 'told')
  const { timeZone, landedOn } = await readCampaignFacts(trx, announcement.id)
  if (body.on > dayOf(trx.now, timeZone)) throw invalidField('/on', 'must not lie in the future')
  if (body.on < landedOn) throw invalidField('/on', `must not lie before the landing, on ${landedOn}`)
  await updateRecipient(trx, id, {
    status: 'told',
    toldFrom: recipient.status as Recipient['toldFrom'],
    toldVia: body.via,
    toldOn: body.on,
  })
  if (body.offeredHelp) await offerHelpTo(trx, [id], body.on)
  await finishTasks(trx, { subjectId: id, status: 'done' })
  await bumpRevision(trx, announcement.id)
  await recordEvent(trx, {
    kind: 'announcement_recipient.told',
    subjectId: id,
    clientId: recipient.clientId,
    payload: { ...body },
  })
  await completeIfEverybodyIsTold(trx, announcement.id)
  await planLater(trx, recipient.clientId)
  return getRecipient(trx, id)
}

/** Whether it can be taken back that somebody was told; who has answered has heard it. */
export const mayTakeBackTold = ({ status, toldFrom, repliedOn }: Recipient): boolean =>
  status === 'told' && toldFrom !== null && repliedOn === null

/**
 * Takes back that somebody was told: they stand where they stood, with what was to be done by hand. Whose note was to go
 * out with others that have left meanwhile is to be called: nobody has read theirs before approving.
 *
 * @throws 404, 409 for who was not told or has answered, or a change of what was approved by who may not approve it
 */
export async function takeBackTold(trx: PracticeTrx, id: string): Promise<Recipient> {
  const { announcement, recipient } = await getRecipientLocked(trx, id)
  if (!mayTakeBackTold(recipient)) {
    throw transitionRefused(recipient.repliedOn ? 'They have answered.' : `This recipient is ${recipient.status}.`)
  }
  const stood = recipient.toldFrom!
  const isOnTheList = unsent.includes(stood) && openForEdits.includes(announcement.status)
  if (isOnTheList) await requireMayChange(trx, announcement)
  await updateRecipient(trx, id, { status: stood, toldFrom: null, toldVia: null, toldOn: null })
  if (stood !== 'sent') await withdrawHelpFrom(trx, [id])
  await reopenTasks(trx, { subjectId: id })
  if (isOnTheList) await rewrite(trx, announcement, await getRecipient(trx, id))
  else if (unsent.includes(stood) && announcement.status !== 'cancelled') await haveCalled(trx, id)
  await bumpRevision(trx, announcement.id)
  await recordEvent(trx, { kind: 'announcement_recipient.untold', subjectId: id, clientId: recipient.clientId })
  await completeIfEverybodyIsTold(trx, announcement.id)
  await planLater(trx, recipient.clientId)
  return getRecipient(trx, id)
}

async function haveCalled(trx: PracticeTrx, id: string): Promise<void> {
  await updateRecipient(trx, id, { status: 'call_due' })
  await callInstead(trx, id, 'the notes have gone out')
}

const unsent: readonly RecipientStatus[] = ['pending', 'needs_input', 'ready']
