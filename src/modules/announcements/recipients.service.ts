import { invalidField, notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { foldAccents } from '../contacts/contacts.rules.ts'
import { recordEvent } from '../events/events.service.ts'
import { readCampaignFacts } from './announcement-facts.repository.ts'
import { addressMissing, alreadyRecipient, transitionRefused } from './announcements.problems.ts'
import { type Announcement, bumpRevision } from './announcements.repository.ts'
import { mayBecome, type RecipientStatus, recipientTransitions, writtenAt } from './announcements.rules.ts'
import type { AddRecipientBody } from './announcements.schemas.ts'
import { getAnnouncementLocked, requireMayChange } from './announcements.service.ts'
import { readCandidates } from './candidates.repository.ts'
import { composeTexts } from './composing.service.ts'
import { newRecipient } from './drafting.service.ts'
import { findRecipient, insertRecipients, type Recipient } from './recipients.repository.ts'

/** A recipient that the caller may see. @throws 404 */
export async function getRecipient(trx: PracticeTrx, id: string): Promise<Recipient> {
  const recipient = await findRecipient(trx, id)
  if (!recipient) throw notFound()
  return recipient
}

export const isRecipient = async (trx: PracticeTrx, id: string): Promise<boolean> =>
  (await findRecipient(trx, id)) !== undefined

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

/** Writes one recipient's text from what is known now. */
export async function rewrite(trx: PracticeTrx, announcement: Announcement, recipient: Recipient): Promise<void> {
  await composeTexts(trx, announcement.id, [recipient], { writtenAt: writtenAt(trx, announcement) })
  await bumpRevision(trx, announcement.id)
}

/** @throws 409 when the table of transitions does not lead there */
export function requireTransition({ status }: Pick<Recipient, 'status'>, to: RecipientStatus): void {
  if (!mayBecome(recipientTransitions, status, to))
    throw transitionRefused(`This recipient is ${status} and cannot become ${to}.`)
}
