import type { PracticeTrx } from '../../infra/db/scope.ts'
import { findHelpOffersLike, recordHelpOffer } from '../help-offers/help-offers.service.ts'
import type { Bringing } from './bringing-contacts.service.ts'
import { bringEach, chooserOf, filedOf, isKnown, rejected } from './bringing-things.service.ts'
import { findBecome, type NewRow } from './import-rows.repository.ts'
import type { CheckedOf } from './network-file.rules.ts'

/**
 * Brings the help that contacts, who have come before, were offered. It is known when they were offered the same on its
 * day. What was offered with the news of a landing comes as an offer by itself.
 *
 * @returns what became of each
 */
export async function bringHelpOffers(
  trx: PracticeTrx,
  into: Bringing,
  rows: CheckedOf<'helpOffers'>[],
): Promise<NewRow[]> {
  const { choose, brought } = chooserOf(trx, into, 'help_offer')
  const people = await findBecome(trx, into, 'contacts', filedOf(rows).map(({ contactId }) => contactId)) // prettier-ignore
  return bringEach(trx, into, rows, async ({ what = null, takenUpOn = null, fulfilledOn = null, ...offer }) => {
    const contactId = people.get(offer.contactId)
    if (contactId === undefined) return rejected('is to somebody who is not in this network')
    // Whom a dry run would add was not offered anything yet.
    if (contactId === null) return { outcome: 'create' }
    const { clientId } = into
    const known = await choose(await findHelpOffersLike(trx, clientId, { ...offer, contactId, what }))
    if (known) return { ...isKnown, help_offer_id: known.id }
    const values = { ...offer, contactId, what, takenUpOn, fulfilledOn }
    return { outcome: 'create', help_offer_id: brought(await recordHelpOffer(trx, clientId, values)).id }
  })
}
