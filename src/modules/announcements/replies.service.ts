import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { recordEvent } from '../events/events.service.ts'
import { readCampaignFacts } from './announcement-facts.repository.ts'
import type { RecipientStatus } from './announcements.rules.ts'
import { recallNotes } from './recalling.service.ts'
import { type Recipient, updateRecipient } from './recipients.repository.ts'
import { getRecipient, getRecipientLocked } from './recipients.service.ts'
import { markTold } from './telling.service.ts'

/** Who answers has heard the news, whatever was known of it. */
const unheard: readonly RecipientStatus[] = [
  'pending', 'needs_input', 'ready', 'bounced', 'failed', 'uncertain', 'call_due',
] // prettier-ignore

/**
 * Somebody answered: from here on nothing is sent to them or asked for by itself in this announcement. A note that has
 * not left is taken back, and a call need not be made.
 *
 * @throws 404
 */
export async function noteReply(trx: PracticeTrx, recipientId: string, at: Date): Promise<Recipient> {
  const { announcement, recipient } = await getRecipientLocked(trx, recipientId)
  const { timeZone, landedOn } = await readCampaignFacts(trx, announcement.id)
  const day = dayOf(at, timeZone)
  if (recipient.status === 'queued') await recallNotes(trx, announcement, [recipientId])
  const { status } = await getRecipient(trx, recipientId)
  // A mail of theirs from before the landing says nothing about it.
  const on = day < landedOn ? landedOn : day
  if (unheard.includes(status)) await markTold(trx, recipientId, { via: 'email', on, offeredHelp: false })
  await updateRecipient(trx, recipientId, { repliedOn: day })
  await recordEvent(trx, {
    kind: 'announcement_recipient.replied',
    subjectId: recipientId,
    clientId: recipient.clientId,
    payload: { on: day },
  })
  return getRecipient(trx, recipientId)
}
