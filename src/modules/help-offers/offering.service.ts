import type { PracticeTrx } from '../../infra/db/scope.ts'
import { recordEvents } from '../events/events.service.ts'
import { type ChangedOffer, upsertOffersTo, withdrawOpenOffersTo } from './offering.repository.ts'

/**
 * Records that these recipients of an announcement were offered help when they were told. Told again is offered once.
 *
 * @param on a local day; default: today, where each client lives
 */
export async function offerHelpTo(trx: PracticeTrx, recipientIds: string[], on: string | null = null): Promise<void> {
  await tell(trx, 'help_offer.created', await upsertOffersTo(trx, recipientIds, on))
}

/** After their notes came back, which offered nothing then. What was taken up stays. */
export async function withdrawHelpFrom(trx: PracticeTrx, recipientIds: string[]): Promise<void> {
  await tell(trx, 'help_offer.withdrawn', await withdrawOpenOffersTo(trx, recipientIds))
}

const tell = (trx: PracticeTrx, kind: `help_offer.${string}`, offers: ChangedOffer[]): Promise<void> =>
  recordEvents(
    trx,
    offers.map(({ id, clientId }) => ({ kind, subjectId: id, clientId })),
  )
