import { type FieldError, invalid, invalidField, notFound } from '../../errors.ts'
import type { KeysetPage, PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { getClient } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { offerHasHistory, offerTransitionRefused } from './help-offers.problems.ts'
import {
  deleteHelpOffer,
  findHelpOffer,
  type HelpOffer,
  insertHelpOffer,
  listHelpOffers,
  lockHelpOffer,
  updateHelpOffer,
} from './help-offers.repository.ts'
import { daysOf, helpOfferTransitions } from './help-offers.rules.ts'
import type { EditHelpOfferBody, ListHelpOffersQuery, OfferHelpBody } from './help-offers.schemas.ts'

/** An offer that the caller may see. @throws 404 */
export async function getHelpOffer(trx: PracticeTrx, id: string): Promise<HelpOffer> {
  const offer = await findHelpOffer(trx, id)
  if (!offer) throw notFound()
  return offer
}

/** As `getHelpOffer`, and nobody else changes it until the transaction ends. */
export async function getHelpOfferLocked(trx: PracticeTrx, id: string): Promise<HelpOffer> {
  await lockHelpOffer(trx, id)
  return getHelpOffer(trx, id)
}

/** What a client offered to their network, the latest first. @throws 404 for a client the caller may not see */
export async function listHelpOffersOf(
  trx: PracticeTrx,
  clientId: string,
  { status, contactId }: Omit<ListHelpOffersQuery, 'limit' | 'cursor'>,
  page: PageRequest,
): Promise<KeysetPage<HelpOffer>> {
  return listHelpOffers(trx, (await getClient(trx, clientId)).id, { status, contactId }, page)
}

/** Writes down that a client offered somebody help. @throws 404 for the client, 422 for a contact of others or a day to come */
export async function offerHelp(trx: PracticeTrx, clientId: string, body: OfferHelpBody): Promise<HelpOffer> {
  const today = await todayOf(trx, clientId)
  const offeredOn = body.offeredOn ?? today
  if (offeredOn > today) throw invalidField('/offeredOn', `must not lie in the future; today is ${today}`)
  const id = await insertHelpOffer(trx, { clientId, contactId: body.contactId, what: body.what ?? null, offeredOn })
  if (!id) throw invalidField('/contactId', 'must be a contact of this client')
  await recordEvent(trx, { kind: 'help_offer.created', subjectId: id, clientId })
  return getHelpOffer(trx, id)
}

/** Says what became of an offer that was read with `getHelpOfferLocked`. @throws 409, 422 for days out of order */
export async function editHelpOffer(
  trx: PracticeTrx,
  offer: HelpOffer,
  { status = offer.status, ...changes }: EditHelpOfferBody,
): Promise<HelpOffer> {
  if (status !== offer.status && !helpOfferTransitions[offer.status].includes(status))
    throw offerTransitionRefused(`It is ${offer.status} and cannot become ${status}.`)
  const today = await todayOf(trx, offer.clientId)
  const wanted = { ...offer, ...changes }
  const values = { status, what: wanted.what, offeredOn: wanted.offeredOn, ...daysOf(status, wanted, today) }
  refuseDisorder(values, today)
  await updateHelpOffer(trx, offer.id, values)
  await recordEvent(trx, {
    kind: status === offer.status ? 'help_offer.updated' : `help_offer.${status}`,
    subjectId: offer.id,
    clientId: offer.clientId,
    payload: { from: offer.status, status },
  })
  return getHelpOffer(trx, offer.id)
}

/** Removes an offer that was written down by mistake. @throws 409 for one that was made with the news, or of which something came */
export async function removeHelpOffer(trx: PracticeTrx, { id, clientId, ...offer }: HelpOffer): Promise<void> {
  if (offer.recipientId !== null || offer.status !== 'open')
    throw offerHasHistory('Withdraw it instead: `PATCH` its status to `withdrawn`.')
  await deleteHelpOffer(trx, id)
  await recordEvent(trx, { kind: 'help_offer.deleted', subjectId: id, clientId })
}

async function todayOf(trx: PracticeTrx, clientId: string): Promise<string> {
  return dayOf(trx.now, (await getClient(trx, clientId)).timeZone)
}

function refuseDisorder(
  days: { offeredOn: string; takenUpOn: string | null; fulfilledOn: string | null },
  today: string,
): void {
  const errors: FieldError[] = []
  for (const [name, day] of Object.entries({ ...days })) {
    if (!name.endsWith('On') || day === null) continue
    if (day > today) errors.push({ pointer: `/${name}`, detail: `must not lie in the future; today is ${today}` })
    else if (day < days.offeredOn) errors.push({ pointer: `/${name}`, detail: 'must not lie before offeredOn' })
  }
  if (errors.length > 0) throw invalid('The days do not follow each other.', { errors })
}
