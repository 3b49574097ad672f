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
  listHelpOffersLike,
  lockHelpOffer,
  updateHelpOffer,
} from './help-offers.repository.ts'
import { daysOf, helpOfferTransitions, type OfferDays } from './help-offers.rules.ts'
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
  const offeredOn = body.offeredOn ?? (await todayOf(trx, clientId))
  const { contactId, what = null } = body
  return recordHelpOffer(trx, clientId, {
    contactId,
    what,
    status: 'open',
    offeredOn,
    takenUpOn: null,
    fulfilledOn: null,
  })
}

/** Writes an offer down with what became of it so far. @throws as `offerHelp`, and 422 for days out of order */
export async function recordHelpOffer(
  trx: PracticeTrx,
  clientId: string,
  offer: Pick<HelpOffer, 'contactId' | 'what' | 'status' | 'offeredOn'> & OfferDays,
): Promise<HelpOffer> {
  const today = await todayOf(trx, clientId)
  const values = { ...offer, ...daysOf(offer.status, offer, today) }
  refuseDisorder(values, today)
  const id = await insertHelpOffer(trx, { clientId, ...values })
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
  await forgetHelpOffer(trx, { id, clientId })
}

/** Removes an offer of help, whatever came of it. */
export async function forgetHelpOffer(
  trx: PracticeTrx,
  { id, clientId }: Pick<HelpOffer, 'id' | 'clientId'>,
): Promise<void> {
  await deleteHelpOffer(trx, id)
  await recordEvent(trx, { kind: 'help_offer.deleted', subjectId: id, clientId })
}

/** What a contact was offered on a day, in these words. */
export const findHelpOffersLike = (
  trx: PracticeTrx,
  clientId: string,
  like: Pick<HelpOffer, 'contactId' | 'offeredOn' | 'what'>,
): Promise<HelpOffer[]> => listHelpOffersLike(trx, clientId, like)

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
