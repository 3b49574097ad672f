export type HelpOfferStatus = 'open' | 'taken_up' | 'fulfilled' | 'withdrawn'

/** What an offer of help may become. What was written down by mistake can be put right. */
export const helpOfferTransitions: Record<HelpOfferStatus, readonly HelpOfferStatus[]> = {
  open: ['taken_up', 'fulfilled', 'withdrawn'],
  taken_up: ['open', 'fulfilled', 'withdrawn'],
  fulfilled: ['open', 'taken_up'],
  withdrawn: ['open'],
}

/** The days of an offer, on the client's calendar. */
export interface OfferDays {
  takenUpOn: string | null
  fulfilledOn: string | null
}

/** The days that go with a status: kept where they stand already, `today` where they do not, none where they no longer hold. */
export function daysOf(status: HelpOfferStatus, { takenUpOn, fulfilledOn }: OfferDays, today: string): OfferDays {
  if (status === 'open') return { takenUpOn: null, fulfilledOn: null }
  if (status === 'taken_up') return { takenUpOn: takenUpOn ?? today, fulfilledOn: null }
  if (status === 'fulfilled') return { takenUpOn, fulfilledOn: fulfilledOn ?? today }
  return { takenUpOn, fulfilledOn }
}
