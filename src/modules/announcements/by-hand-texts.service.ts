import type { PracticeTrx } from '../../infra/db/scope.ts'
import { readCampaignFacts } from './announcement-facts.repository.ts'
import { composeTexts } from './composing.service.ts'
import { listRecipientsByStatus, moveRecipients } from './recipients.repository.ts'
import { giveByHand } from './sending.service.ts'

/** Writes anew what is to be said in calls and letters that people were asked for already, unless they wrote it themselves. */
export async function rewriteByHand(trx: PracticeTrx, announcementId: string): Promise<void> {
  const asked = (await listRecipientsByStatus(trx, announcementId, ['call_due'])).filter(({ edited }) => !edited)
  const ids = asked.map(({ id }) => id)
  await moveRecipients(trx, ids, 'ready')
  await composeTexts(
    trx,
    announcementId,
    asked.map((recipient) => ({ ...recipient, status: 'ready' })),
    { writtenAt: trx.now },
  )
  const rewritten = (await listRecipientsByStatus(trx, announcementId, ['ready'])).filter(({ id }) => ids.includes(id))
  await giveByHand(trx, rewritten, await readCampaignFacts(trx, announcementId))
}
