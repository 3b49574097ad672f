import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addDays, dayOf, startOfDay } from '../../infra/time/calendar.ts'
import { howLong } from '../templates/helped-for.rules.ts'
import { renderFor } from '../templates/letters.service.ts'
import type { CallScriptFacts } from '../templates/template-facts.rules.ts'
import {
  type CampaignFacts,
  type ReaderFacts,
  readCampaignFacts,
  readReaderFacts,
} from './announcement-facts.repository.ts'
import { type Announcement, bumpRevision } from './announcements.repository.ts'
import { type RecipientStatus, writtenAt as whenOut } from './announcements.rules.ts'
import { keepEdited, type WrittenText } from './editing.rules.ts'
import { type KnownFacts, listFacts, type TextKind } from './facts.rules.ts'
import { firstName } from './first-name.rules.ts'
import { earliestFrom } from './holding.rules.ts'
import { hasTag } from './letter.rules.ts'
import { listRecipientsByStatus, type Recipient, updateTexts } from './recipients.repository.ts'

type Draftable = WrittenText & Pick<Recipient, 'channel' | 'insider' | 'edited'>

/** Statuses whose text has not gone anywhere yet. */
const unsent: readonly RecipientStatus[] = ['pending', 'needs_input', 'ready']

/**
 * Writes the texts of recipients whose note has not gone out, from what is known now.
 * A text that somebody edited is theirs: it stays, and when the facts behind it changed they are asked to look again.
 *
 * @param writtenAt when the notes will go out; decides between "I start" and "I started"
 * @returns whether any of them is other than before
 */
export async function composeTexts(
  trx: PracticeTrx,
  announcementId: string,
  recipients: Draftable[],
  { writtenAt }: { writtenAt: Date },
): Promise<boolean> {
  const toWrite = recipients.filter((recipient) => unsent.includes(recipient.status))
  if (toWrite.length === 0) return false
  const texts = await writeTexts(trx, announcementId, toWrite, writtenAt)
  const changed = await updateTexts(
    trx,
    toWrite.map((recipient, index) => {
      const written = texts[index]!
      return recipient.edited ? keepEdited(recipient, written) : written
    }),
  )
  return changed > 0
}

/** Writes every unsent text anew from the facts as they are now; where none says anything else, nothing has changed. */
export async function rewriteTexts(
  trx: PracticeTrx,
  announcement: Pick<Announcement, 'id' | 'scheduledFor'>,
): Promise<void> {
  const recipients = await listRecipientsByStatus(trx, announcement.id, unsent)
  const isOther = await composeTexts(trx, announcement.id, recipients, { writtenAt: whenOut(trx, announcement) })
  if (isOther) await bumpRevision(trx, announcement.id)
}

/** The texts of these recipients as they would be written now, in their order; nothing is kept. */
export async function writeTexts(
  trx: PracticeTrx,
  announcementId: string,
  recipients: Pick<Draftable, 'id' | 'channel' | 'insider'>[],
  writtenAt: Date,
): Promise<WrittenText[]> {
  const campaign = await readCampaignFacts(trx, announcementId)
  const ids = recipients.map(({ id }) => id)
  const readers = await readReaderFacts(trx, announcementId, ids, searchDays(campaign))
  const writtenOn = dayOf(earliestFrom(campaign, writtenAt), campaign.timeZone)
  return Promise.all(
    recipients.map((recipient) => write(trx, recipient, readers.get(recipient.id)!, campaign, writtenOn)),
  )
}

/** The script of a call to a recipient, whatever their channel; null while facts are missing. */
export async function scriptFor(
  trx: PracticeTrx,
  recipient: Pick<Recipient, 'id' | 'insider' | 'announcementId'>,
  writtenAt: Date,
): Promise<string | null> {
  const [script] = await writeTexts(trx, recipient.announcementId, [{ ...recipient, channel: 'call' }], writtenAt)
  return script!.body
}

/** What the text to a recipient is written from, for whoever tries a template on it. */
export async function readTextFacts(
  trx: PracticeTrx,
  recipient: Pick<Recipient, 'id' | 'channel' | 'insider' | 'announcementId'>,
  writtenAt: Date,
): Promise<{ facts: CallScriptFacts; locale: string }> {
  const campaign = await readCampaignFacts(trx, recipient.announcementId)
  const readers = await readReaderFacts(trx, recipient.announcementId, [recipient.id], searchDays(campaign))
  const writtenOn = dayOf(earliestFrom(campaign, writtenAt), campaign.timeZone)
  const known = knownFacts(recipient, readers.get(recipient.id)!, campaign, writtenOn)
  return { facts: templateFacts(known, writtenOn), locale: campaign.locale }
}

/** The search's local days as instants, the end exclusive. */
const searchDays = (campaign: CampaignFacts) => ({
  searchId: campaign.searchId,
  from: startOfDay(campaign.searchStartedOn, campaign.timeZone),
  until: startOfDay(addDays(campaign.landedOn, 1), campaign.timeZone),
})

async function write(
  trx: PracticeTrx,
  recipient: Pick<Draftable, 'id' | 'channel' | 'insider'>,
  reader: ReaderFacts,
  campaign: CampaignFacts,
  writtenOn: string,
): Promise<WrittenText> {
  const known = knownFacts(recipient, reader, campaign, writtenOn)
  const facts = listFacts(known)
  const said = templateFacts(known, writtenOn)
  const rendered = await renderFor(trx, known.kind, said, { seed: recipient.id, locale: campaign.locale })
  const { id } = recipient
  if ('missing' in rendered) {
    return { id, facts, newer: null, status: 'needs_input', subject: null, body: null, missing: rendered.missing }
  }
  const { subject, text: body } = rendered
  if (hasTag(subject) || hasTag(body)) {
    const why = 'One of the facts holds {{ … }} or {% … %}, which nothing fills in. Correct it, or write the text.'
    return { id, facts, newer: null, status: 'needs_input', subject, body, missing: [{ fact: 'body', why }] }
  }
  return { id, facts, newer: null, status: 'ready', subject, body, missing: [] }
}

const templateFacts = (known: KnownFacts, writtenOn: string) => ({
  ...known,
  writtenOn,
  jobCameThroughThem: known.opportunityId !== null,
  interviewed: known.interviewId !== null,
})

function knownFacts(
  { channel, insider }: Pick<Draftable, 'channel' | 'insider'>,
  reader: ReaderFacts,
  campaign: CampaignFacts,
  writtenOn: string,
): KnownFacts {
  const { firstInTouchAt } = reader
  return {
    ...campaign,
    ...reader,
    kind: kindOfText({ channel, insider }),
    insider,
    contactFirstName: firstName(reader.contactName),
    hasStarted: campaign.startsOn < writtenOn,
    firstInTouchOn: firstInTouchAt && dayOf(new Date(firstInTouchAt), campaign.timeZone),
    helpedFor: firstInTouchAt ? howLong(firstInTouchAt, campaign.landedOn, campaign.timeZone) : undefined,
  }
}

function kindOfText({ channel, insider }: Pick<Draftable, 'channel' | 'insider'>): TextKind {
  return channel === 'call' ? 'call_script' : kindOfNote({ insider })
}

/** By which template somebody's note is written: insiders have a text of their own. */
export const kindOfNote = ({ insider }: Pick<Draftable, 'insider'>) =>
  insider ? ('announcement_insider' as const) : ('announcement' as const)
