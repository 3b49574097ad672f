import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { openTasks } from '../tasks/tasks.service.ts'
import { readCampaignFacts } from './announcement-facts.repository.ts'
import { scriptFor } from './composing.service.ts'
import { findRecipient } from './recipients.repository.ts'

/**
 * Has somebody who was to get a note called instead, today, with a script for it.
 *
 * @param because why, in a few words
 */
export async function callInstead(trx: PracticeTrx, recipientId: string, because: string): Promise<void> {
  const recipient = await findRecipient(trx, recipientId)
  if (!recipient) return
  const campaign = await readCampaignFacts(trx, recipient.announcementId)
  await openTasks(trx, [
    {
      kind: 'call',
      subjectId: recipient.id,
      clientId: recipient.clientId,
      contactId: recipient.contactId,
      title: `Call ${recipient.contactName} with the good news: ${because}`,
      body: await scriptFor(trx, recipient, trx.now),
      dueOn: dayOf(trx.now, campaign.timeZone),
    },
  ])
}
