import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addDays, dayOf, startOfDay } from '../../infra/time/calendar.ts'
import { howLong } from '../templates/helped-for.rules.ts'
import { firstName } from './first-name.rules.ts'
import { renderFor } from '../templates/letters.service.ts'
import {
  type CampaignFacts,
  type ReaderFacts,
  readCampaignFacts,
  readReaderFacts,
} from './announcement-facts.repository.ts'
import type { RecipientStatus } from './announcements.rules.ts'
import { hasTag } from './letter.rules.ts'
import { type Recipient, type DraftedText, updateTexts } from './recipients.repository.ts'

type Draftable = Pick<Recipient, 'id' | 'channel' | 'insider' | 'edited' | 'status' | 'subject' | 'body' | 'missing'>

/** Statuses whose text has not gone anywhere yet. */
const unsent: readonly RecipientStatus[] = ['pending', 'needs_input', 'ready']

/**
 * Writes the texts of recipients whose note has not gone out, from what is known now.
 * A text that somebody edited is theirs: it stays, and when the facts behind it changed they are asked to look again.
 *
 * @param writtenAt when the notes will go out; decides between "I start" and "I started"
 */
export async function composeTexts(
  trx: PracticeTrx,
  announcementId: string,
  recipients: Draftable[],
  { writtenAt, factsChanged = false }: { writtenAt: Date; factsChanged?: boolean },
): Promise<void> {
  const toWrite = recipients.filter((recipient) => unsent.includes(recipient.status))
  if (toWrite.length === 0) return
  const campaign = await readCampaignFacts(trx, announcementId)
  const readers = await readReaderFacts(
    trx,
    announcementId,
    toWrite.map((one) => one.id),
    searchDays(campaign),
  )
  const writtenOn = dayOf(writtenAt, campaign.timeZone)
  const texts = await Promise.all(
    toWrite.map(async (recipient) =>
      recipient.edited
        ? keepEdited(recipient, factsChanged)
        : compose(trx, recipient, readers.get(recipient.id)!, campaign, writtenOn),
    ),
  )
  await updateTexts(trx, texts)
}

/** The script of a call to a recipient, whatever their channel; null while facts are missing. */
export async function scriptFor(
  trx: PracticeTrx,
  recipient: Draftable & Pick<Recipient, 'announcementId'>,
  writtenAt: Date,
): Promise<string | null> {
  const campaign = await readCampaignFacts(trx, recipient.announcementId)
  const readers = await readReaderFacts(trx, recipient.announcementId, [recipient.id], searchDays(campaign))
  const writtenOn = dayOf(writtenAt, campaign.timeZone)
  const script = await compose(trx, { ...recipient, channel: 'call' }, readers.get(recipient.id)!, campaign, writtenOn)
  return script.body
}

/** The search's local days as instants, the end exclusive. */
const searchDays = (campaign: CampaignFacts) => ({
  searchId: campaign.searchId,
  from: startOfDay(campaign.searchStartedOn, campaign.timeZone),
  until: startOfDay(addDays(campaign.landedOn, 1), campaign.timeZone),
})

function keepEdited({ id, subject, body, status, missing }: Draftable, factsChanged: boolean): DraftedText {
  if (!factsChanged) return { id, subject, body, status, missing }
  const why = 'The landing was corrected after this text was edited. Read it again and save it.'
  return { id, subject, body, status: 'needs_input', missing: [{ fact: 'body', why }] }
}

async function compose(
  trx: PracticeTrx,
  recipient: Draftable,
  reader: ReaderFacts,
  campaign: CampaignFacts,
  writtenOn: string,
): Promise<DraftedText> {
  const facts = {
    contactFirstName: firstName(reader.contactName),
    clientName: campaign.clientName,
    position: campaign.position,
    company: campaign.company,
    companyDescription: campaign.companyDescription,
    startsOn: campaign.startsOn,
    writtenOn,
    timesInTouch: reader.timesInTouch,
    firstInTouchOn: reader.firstInTouchAt && dayOf(new Date(reader.firstInTouchAt), campaign.timeZone),
    helpedFor: reader.firstInTouchAt ? howLong(reader.firstInTouchAt, campaign.landedOn, campaign.timeZone) : undefined,
    advice: reader.advice,
    introductions: reader.introductions,
    jobCameThroughThem: reader.jobCameThroughThem,
    phone: reader.phone,
    insider: recipient.insider,
    interviewed: reader.interviewed,
  }
  const kind =
    recipient.channel === 'call' ? 'call_script' : recipient.insider ? 'announcement_insider' : 'announcement'
  const rendered = await renderFor(trx, kind, facts, { seed: recipient.id, locale: campaign.locale })
  if ('missing' in rendered) {
    return { id: recipient.id, status: 'needs_input', subject: null, body: null, missing: rendered.missing }
  }
  const { subject, text: body } = rendered
  if (hasTag(subject) || hasTag(body)) {
    const why = 'One of the facts holds {{ … }} or {% … %}, which nothing fills in. Correct it, or write the text.'
    return { id: recipient.id, status: 'needs_input', subject, body, missing: [{ fact: 'body', why }] }
  }
  return { id: recipient.id, status: 'ready', subject, body, missing: [] }
}
