import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addDays, dayOf } from '../../infra/time/calendar.ts'
import { dueAgain, getContactCadenceLocked, snoozeContact, wakeContact } from '../cadences/cadences.service.ts'
import { getClient } from '../clients/clients.service.ts'
import { getContact } from '../contacts/contacts.service.ts'
import type { Interaction } from '../interactions/interactions.repository.ts'
import { deleteInteraction, getInteractionLocked } from '../interactions/interactions.service.ts'
import { markFollowUpDone } from './doing.service.ts'

/** Whom a link is about, and the client's day. @throws 404 */
export async function readFollowedUp(trx: PracticeTrx, contactId: string) {
  const { id, name, clientId } = await getContact(trx, contactId)
  return { id, name, today: dayOf(trx.now, (await getClient(trx, clientId)).timeZone) }
}

/** What was noted, and the day of the follow-up until then. */
export interface Done {
  interactionId: string
  dueOn: string | null
}

/** Notes that the two have been in touch today. @throws 404 */
export async function noteDone(trx: PracticeTrx, contactId: string, type: Interaction['type']): Promise<Done> {
  const { nextFollowUpOn: dueOn } = await getContact(trx, contactId)
  return { interactionId: (await markFollowUpDone(trx, contactId, { type })).id, dueOn }
}

/** Takes that back. @throws 404 */
export async function takeBackDone(trx: PracticeTrx, contactId: string, { interactionId, dueOn }: Done): Promise<void> {
  await deleteInteraction(trx, await getInteractionLocked(trx, interactionId))
  if (dueOn) await dueAgain(trx, (await getContact(trx, contactId)).id, dueOn)
}

/** Puts a follow-up off, for weeks from today or until a day. Returns until when, and until when it was before. @throws 404, 422 */
export async function putOff(
  trx: PracticeTrx,
  contactId: string,
  { weeks, until }: { weeks: number | undefined; until: string | undefined },
): Promise<{ until: string; before: string | null }> {
  const { id, today } = await readFollowedUp(trx, contactId)
  const { snoozedUntil: before } = await getContactCadenceLocked(trx, id)
  const day = weeks === undefined ? until! : addDays(today, 7 * weeks)
  await snoozeContact(trx, id, day)
  return { until: day, before }
}

/** Takes that back: it is put off as it was before. @throws 404 */
export const takeBackPutOff = async (trx: PracticeTrx, contactId: string, before: string | null): Promise<void> =>
  wakeContact(trx, (await readFollowedUp(trx, contactId)).id, before)
