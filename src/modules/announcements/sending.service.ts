import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { schedule } from '../agenda/agenda.service.ts'
import { recordEvent } from '../events/events.service.ts'
import type { Office } from '../links/office.service.ts'
import { isLate, waitsUntil } from '../messages/late.rules.ts'
import { type NewMessage, queueMessages } from '../messages/messages.service.ts'
import { letterHtml } from '../../infra/mail/letter.ts'
import { languageOf } from '../templates/letters.service.ts'
import { openTasks } from '../tasks/tasks.service.ts'
import { type CampaignFacts, readCampaignFacts } from './announcement-facts.repository.ts'
import { addressMissing, announcementIncomplete } from './announcements.problems.ts'
import { type Announcement, updateAnnouncement } from './announcements.repository.ts'
import { announcementStarts, completeIfEverybodyIsTold, scheduleStart, takeUp } from './announcements.service.ts'
import { listUndeliverable } from './candidates.repository.ts'
import { composeTexts, kindOfNote } from './composing.service.ts'
import { isHeldBack } from './holding.rules.ts'
import { nextOpening, spreadOver } from '../practices/announcement-hours.rules.ts'
import { optOutHeaders, withOptOut } from './letter.rules.ts'
import {
  linkMessages,
  listRecipientsByStatus,
  moveRecipients,
  type Recipient,
  updateRecipient,
} from './recipients.repository.ts'

/** So many recipients are taken up in one step: a large campaign is on its way, and can be paused, within a second. */
const recipientsPerStep = 500

/**
 * Lets an approved announcement begin, when its hour has come: notes are queued, spread over the hours of the practice unless
 * somebody chose the hour, and calls become tasks. When that hour has
 * long passed, because no worker was there, it says so, and does not begin at night. A long list takes several steps, each
 * of which puts the next on the agenda.
 * Nothing happens when it was paused or cancelled meanwhile; going on after a pause begins here, too.
 */
export async function startAnnouncement(trx: PracticeTrx, id: string, office: Office): Promise<void> {
  const announcement = await takeUp(trx, id, announcementStarts)
  if (announcement?.status !== 'scheduled' && announcement?.status !== 'sending') return
  const campaign = await readCampaignFacts(trx, id)
  // The day, or where the client lives, may have been corrected since the hour was chosen.
  if (isHeldBack(campaign, trx.now)) return void (await scheduleStart(trx, announcement, announcement.scheduledFor))
  const late = announcement.scheduledFor !== null && isLate(announcement.scheduledFor, trx.now)
  const until = campaign.hours
    ? nextOpening(trx.now, campaign.hours, campaign.timeZone)
    : late && waitsUntil(trx.now, campaign.timeZone)
  if (until && until > trx.now) return postpone(trx, announcement, until)
  await callInsteadOfMail(trx, id, await listRecipientsByStatus(trx, id, ['ready'], recipientsPerStep))
  const ready = await listRecipientsByStatus(trx, id, ['ready'], recipientsPerStep)
  const [silent, open] = partition(ready, (recipient) => recipient.doNotContact)
  const [byMail, byHand] = partition(open, (recipient) => recipient.channel === 'email')
  await moveRecipients(trx, silent.map((one) => one.id), 'suppressed') // prettier-ignore
  await mail(trx, byMail, campaign, office)
  await giveByHand(trx, byHand, campaign)
  const begins = announcement.status === 'scheduled'
  if (begins) await updateAnnouncement(trx, id, { status: 'sending' })
  if (begins || ready.length > 0) {
    await recordEvent(trx, {
      kind: begins ? (late ? 'announcement.started_late' : 'announcement.started') : 'announcement.continued',
      subjectId: id,
      clientId: announcement.clientId,
      payload: {
        notes: byMail.length,
        byHand: byHand.length,
        suppressed: silent.length,
        scheduledFor: announcement.scheduledFor?.toISOString(),
      },
    })
  }
  if (ready.length < recipientsPerStep) return completeIfEverybodyIsTold(trx, id)
  await schedule(trx, { kind: announcementStarts, subjectId: id, clientId: announcement.clientId, dueAt: trx.now })
}

/** The hour that was chosen stays on record. */
async function postpone(trx: PracticeTrx, { id, clientId, scheduledFor }: Announcement, until: Date): Promise<void> {
  await schedule(trx, { kind: announcementStarts, subjectId: id, clientId, dueAt: until })
  await recordEvent(trx, {
    kind: 'announcement.postponed',
    subjectId: id,
    clientId,
    payload: { scheduledFor: scheduledFor?.toISOString(), until: until.toISOString() },
  })
}

/** Whom mail no longer reaches since the approval gets a call, with a script for it. */
async function callInsteadOfMail(trx: PracticeTrx, id: string, ready: Recipient[]): Promise<void> {
  const byMail = ready.filter(({ channel }) => channel === 'email')
  const undeliverable = await listUndeliverable(trx, byMail.map((one) => one.id)) // prettier-ignore
  const beyondMail = byMail.filter((one) => one.contactEmail === null || undeliverable.has(one.id))
  const calls = beyondMail.map((recipient) => ({ ...recipient, channel: 'call' as const, edited: false }))
  for (const { id: recipientId } of calls) await updateRecipient(trx, recipientId, { channel: 'call', edited: false })
  await composeTexts(trx, id, calls, { writtenAt: trx.now })
}

async function mail(trx: PracticeTrx, recipients: Recipient[], campaign: CampaignFacts, office: Office): Promise<void> {
  const ids = recipients.map(({ id }) => id)
  const leaves = campaign.hours ? spreadOver(ids, trx.now, campaign.hours, campaign.timeZone) : []
  const notes = recipients.map((recipient) =>
    noteTo(trx, recipient, campaign, office, optOutUrl(trx, office, recipient)),
  )
  const messageIds = await queueMessages(
    trx,
    (await Promise.all(notes)).map((note, index) => ({
      ...note,
      lane: 'bulk' as const,
      about: { kind: 'announcement_recipient', id: ids[index]! },
      campaignId: recipients[index]!.announcementId,
      dueAt: leaves[index] ?? trx.now,
    })),
  )
  await linkMessages(
    trx,
    recipients.map((recipient, index) => ({ id: recipient.id, messageId: messageIds[index]! })),
  )
}

/** Stops notes of this client to this recipient. */
const optOutUrl = (trx: PracticeTrx, office: Office, { id, clientId }: Recipient): string =>
  office.linkTo(trx, 'opt_out', { holderId: clientId, subjectId: id })

/** A call with its script; a letter or a note from the client's own mailbox with its text. */
export async function giveByHand(trx: PracticeTrx, recipients: Recipient[], campaign: CampaignFacts): Promise<void> {
  await moveRecipients(trx, recipients.map((one) => one.id), 'call_due') // prettier-ignore
  await openTasks(
    trx,
    recipients.map((recipient) => ({
      kind: recipient.channel === 'letter' || recipient.channel === 'self' ? ('draft' as const) : ('call' as const),
      subjectId: recipient.id,
      clientId: recipient.clientId,
      contactId: recipient.contactId,
      title: titleOf(recipient),
      body: recipient.body,
      dueOn: dayOf(trx.now, campaign.timeZone),
    })),
  )
}

function titleOf({ channel, contactName }: Recipient): string {
  if (channel === 'letter') return `Post the letter to ${contactName}`
  if (channel === 'self') return `Send the note to ${contactName} from your own mailbox`
  return `Call ${contactName} with the good news`
}

/** The note as its reader gets it. A plain personal letter: from the client, replies to the client, nothing of the practice. */
export async function noteTo(
  trx: PracticeTrx,
  recipient: Recipient,
  campaign: CampaignFacts,
  office: Pick<Office, 'mailFrom'>,
  optOutUrl: string,
) {
  if (!recipient.contactEmail) throw addressMissing()
  if (recipient.subject === null || recipient.body === null) {
    throw announcementIncomplete('This text still has holes.', { extra: { missing: recipient.missing } })
  }
  // Whoever tests or previews a script sees it as it stands: nobody unsubscribes from a call.
  const text = recipient.channel === 'email' ? withOptOut(recipient.body, optOutUrl) : recipient.body
  const kind = kindOfNote(recipient)
  return {
    kind,
    clientId: recipient.clientId,
    contactId: recipient.contactId,
    from: { name: campaign.clientName, address: office.mailFrom },
    to: { name: recipient.contactName, address: recipient.contactEmail },
    replyTo: campaign.clientEmail,
    subject: recipient.subject,
    text,
    html: letterHtml(text, { lang: await languageOf(trx, kind), title: recipient.subject }),
    headers: optOutHeaders(optOutUrl),
  } satisfies Omit<NewMessage, 'lane'>
}

function partition<T>(all: T[], belongs: (one: T) => boolean): [T[], T[]] {
  return [all.filter(belongs), all.filter((one) => !belongs(one))]
}
