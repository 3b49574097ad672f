import { invalidField } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { at, dayOf } from '../../infra/time/calendar.ts'
import { dueAgain } from '../cadences/cadences.service.ts'
import { getClient } from '../clients/clients.service.ts'
import { type Choosable, listToChooseFrom } from '../contacts/choosing.service.ts'
import { createContact, deleteContact, getContact, getContactLocked } from '../contacts/contacts.service.ts'
import { deleteIntroduction, getIntroductionLocked, getIntroductions } from '../introductions/introductions.service.ts'
import { deleteInteraction, getInteractionLocked, logInteractions } from './interactions.service.ts'
import type { LogInteractionBody } from './interactions.schemas.ts'

/** A conversation as somebody notes it who is asked for little. */
export interface Noted {
  contactId: string
  type: LogInteractionBody['type']
  /** A day of the client's calendar, not in the future. */
  on: string
  minutes?: number | undefined
  summary?: string | undefined
  advice?: { about: string; helped?: string | undefined } | undefined
}

/** Somebody nobody has noted yet, and who introduced the client to them. */
export interface Newcomer {
  name: string
  email?: string | undefined
  introducedBy?: string | undefined
}

/** What was noted, for whoever takes it back. */
export interface NotedIds {
  interactionId: string
  contactId: string
  newContactId?: string
  /** The day of their follow-up until then. */
  dueOn?: string | null
}

/**
 * Logs a conversation, and first notes whom it was with, if they are new. It happened now if it was today, else at noon.
 *
 * @throws 404, 409 for a newcomer with a known address, 422 for a day to come
 */
export async function noteConversation(
  trx: PracticeTrx,
  clientId: string,
  noted: Omit<Noted, 'contactId'> & ({ contactId: string } | { newcomer: Newcomer }),
  tombstones: Buffer,
): Promise<NotedIds> {
  const { timeZone } = await getClient(trx, clientId)
  const { type, on, minutes, summary, advice } = noted
  const today = dayOf(trx.now, timeZone)
  if (on > today) throw invalidField('/on', 'must not lie in the future')
  const isNew = 'newcomer' in noted
  const { id: contactId, nextFollowUpOn } = isNew
    ? await createContact(trx, clientId, newContact(noted.newcomer), tombstones)
    : await getContact(trx, noted.contactId)
  const entry = {
    type,
    occurredAt: on === today ? trx.now : at(on, '12:00', timeZone),
    minutes,
    summary,
    contacts: [{ contactId, advice: advice && { ...advice, quotable: false } }],
  }
  const [logged] = await logInteractions(trx, clientId, [entry], () => '')
  return { interactionId: logged!.id, contactId, ...(isNew ? { newContactId: contactId } : { dueOn: nextFollowUpOn }) }
}

const newContact = ({ name, email, introducedBy }: Newcomer): Parameters<typeof createContact>[2] => ({
  name,
  email: email ?? null,
  introducedBy,
  tier: 'extended',
  tags: [],
  doNotContact: false,
})

/** Takes back what was noted, and with it whoever was new. @throws 404, 409 when they have a history by now */
export async function takeBackNote(trx: PracticeTrx, noted: NotedIds): Promise<void> {
  const { interactionId, contactId, newContactId, dueOn } = noted
  await deleteInteraction(trx, await getInteractionLocked(trx, interactionId))
  if (dueOn) await dueAgain(trx, contactId, dueOn)
  if (!newContactId) return
  for (const { introductionId } of (await getIntroductions(trx, newContactId)).introducers) {
    await deleteIntroduction(trx, await getIntroductionLocked(trx, introductionId))
  }
  await deleteContact(trx, await getContactLocked(trx, newContactId))
}

/** Whom a conversation may have been with: the one that is meant, or a few to choose from. @throws 404 */
export async function readAsked(
  trx: PracticeTrx,
  { clientId, contactId, words }: { clientId: string; contactId: string | undefined; words: string | undefined },
): Promise<{ today: string; contact: { id: string; name: string } | undefined; people: Choosable[] }> {
  const { timeZone } = await getClient(trx, clientId)
  return {
    today: dayOf(trx.now, timeZone),
    contact: contactId ? await getContact(trx, contactId) : undefined,
    people: contactId ? [] : await listToChooseFrom(trx, clientId, words),
  }
}

/** A noted conversation in words: with whom, and when by the client's calendar. @throws 404 */
export async function readNoted(trx: PracticeTrx, clientId: string, { contactId }: NotedIds, occurredAt: Date) {
  const { timeZone } = await getClient(trx, clientId)
  const { name } = await getContact(trx, contactId)
  return { name, on: dayOf(occurredAt, timeZone), today: dayOf(trx.now, timeZone) }
}
