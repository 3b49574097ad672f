import { renderMessage } from '../../infra/mail/message.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { languageOf } from '../templates/letters.service.ts'
import { type CampaignFacts, readCampaignFacts } from './announcement-facts.repository.ts'
import { addressMissing, announcementIncomplete, toldAnotherWay } from './announcements.problems.ts'
import type { Channel } from './announcements.rules.ts'
import { kindOfNote } from './composing.service.ts'
import { printedLetter } from './printed-letter.rules.ts'
import type { Recipient } from './recipients.repository.ts'
import { getRecipient } from './recipients.service.ts'

/** What a client sends with their own hands: the text as it stands, and to whom. */
interface OwnText {
  recipient: Recipient
  campaign: CampaignFacts
  subject: string
  text: string
}

/** A letter to be printed, signed and posted. @throws 404, 409 for somebody who is told another way, or a text with holes */
export async function letterToPost(trx: PracticeTrx, recipientId: string) {
  const { recipient, campaign, text } = await readOwnText(trx, recipientId, 'letter')
  return { from: campaign.clientName, to: recipient.contactName, writtenOn: dayOf(trx.now, campaign.timeZone), text }
}

/** The same letter as a page for the printer. @throws as `letterToPost` */
export async function letterForPrinter(trx: PracticeTrx, recipientId: string): Promise<string> {
  const { recipient, campaign, text } = await readOwnText(trx, recipientId, 'letter')
  const { locale, timeZone, clientName: from } = campaign
  const lang = await languageOf(trx, kindOfNote(recipient))
  const date = trx.now.toLocaleDateString(locale, { timeZone, dateStyle: 'long' })
  return printedLetter({ from, to: recipient.contactName, date, text, lang })
}

/**
 * A note for the client's own mailbox, with a link that opens it in whatever program they write mail with.
 *
 * @throws 404, 409 for somebody who is told another way or has no address, or a text with holes
 */
export async function noteForOwnMailbox(trx: PracticeTrx, recipientId: string) {
  const { recipient, subject, text, to } = await readOwnNote(trx, recipientId)
  const query = [
    ['subject', subject],
    ['body', text.replaceAll('\n', '\r\n')],
  ].map(([name, value]) => `${name}=${encodeURIComponent(value!)}`)
  const address = encodeURIComponent(to).replace('%40', '@')
  return { to, contactName: recipient.contactName, subject, text, mailto: `mailto:${address}?${query.join('&')}` }
}

/** The same note as a file that mail programs open as a draft (RFC 5322; `X-Unsent` tells some of them to). @throws as above */
export async function draftFile(trx: PracticeTrx, recipientId: string): Promise<string> {
  const { recipient, campaign, subject, text, to } = await readOwnNote(trx, recipientId)
  const from = { name: campaign.clientName, address: campaign.clientEmail }
  const file = renderMessage({
    messageId: `<${recipient.id}.draft@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
    date: trx.now,
    from,
    to: { name: recipient.contactName, address: to },
    subject,
    text,
    headers: { 'X-Unsent': '1' },
  })
  return file.toString('latin1')
}

async function readOwnNote(trx: PracticeTrx, recipientId: string): Promise<OwnText & { to: string }> {
  const own = await readOwnText(trx, recipientId, 'self')
  if (!own.recipient.contactEmail) throw addressMissing()
  return { ...own, to: own.recipient.contactEmail }
}

async function readOwnText(trx: PracticeTrx, recipientId: string, channel: Channel): Promise<OwnText> {
  const recipient = await getRecipient(trx, recipientId)
  if (recipient.channel !== channel) throw toldAnotherWay(`Their channel is ${recipient.channel}, not ${channel}.`)
  const { subject, body: text, missing } = recipient
  if (subject === null || text === null)
    throw announcementIncomplete('This text still has holes.', { extra: { missing } })
  return { recipient, campaign: await readCampaignFacts(trx, recipient.announcementId), subject, text }
}
