import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClient } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import type { Office } from '../links/office.service.ts'
import { verifiedSender } from '../mail-settings/mail-routes.service.ts'
import { queueMessage } from '../messages/messages.service.ts'
import { getUserOfMember, requireVerifiedEmail } from '../users/users.service.ts'
import { readCampaignFacts } from './announcement-facts.repository.ts'
import { getAnnouncement } from './announcements.service.ts'
import { getRecipient } from './recipients.service.ts'
import { noteTo } from './sending.service.ts'

/** One note as its reader will see it; the opt-out link alone is made when it is sent. @throws 404, 409 for a text with holes */
export async function previewNote(trx: PracticeTrx, recipientId: string, office: Office) {
  const recipient = await getRecipient(trx, recipientId)
  const campaign = await readCampaignFacts(trx, recipient.announcementId)
  const addressed = { ...recipient, contactEmail: recipient.contactEmail ?? campaign.clientEmail }
  const note = await noteTo(trx, addressed, campaign, office, office.exampleLink)
  const mailed = recipient.channel === 'email'
  return {
    from: mailed ? `${note.from.name} <${(await verifiedSender(trx)) ?? note.from.address}>` : null,
    replyTo: mailed ? note.replyTo : null,
    to: mailed ? recipient.contactEmail : null,
    subject: note.subject,
    text: note.text,
    html: note.html,
  }
}

/**
 * Sends one recipient's note to the caller's own address; one that is known to be theirs, for anything may be written in
 * a note. @throws 404, 409 for a text with holes or an address that was never confirmed
 */
export async function sendTest(trx: PracticeTrx, announcementId: string, recipientId: string, office: Office) {
  const recipient = await getRecipient(trx, recipientId)
  if (recipient.announcementId !== (await getAnnouncement(trx, announcementId)).id) throw notFound()
  await requireVerifiedEmail(trx)
  const self = await ownAddress(trx)
  const campaign = await readCampaignFacts(trx, announcementId)
  const note = await noteTo(trx, { ...recipient, contactEmail: self.address }, campaign, office, office.exampleLink)
  const messageId = await queueMessage(trx, {
    ...note,
    kind: 'announcement_test',
    lane: 'transactional',
    contactId: null,
    to: self,
    headers: {},
  })
  await recordEvent(trx, {
    kind: 'announcement.tested',
    subjectId: announcementId,
    clientId: recipient.clientId,
    payload: { recipientId },
  })
  return { messageId, to: self.address }
}

async function ownAddress(trx: PracticeTrx): Promise<{ name: string; address: string }> {
  if (trx.actor.kind === 'system') throw notFound()
  const { name, email } = await (trx.actor.kind === 'client'
    ? getClient(trx, trx.actor.id)
    : getUserOfMember(trx, trx.actor.id))
  return { name, address: email }
}
