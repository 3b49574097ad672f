/** How the latest messages of a campaign were received. */
export interface Reception {
  /** Those of which anything is known: taken, bounced, complained about. */
  messages: number
  bounced: number
  complained: number
}

/** So many of the latest are looked at. */
export const latest = 500

/*
 * Providers stop a sender whose lists are stale or unwelcome, and with it everybody else who sends from there: five in a
 * hundred that bounce, one in a thousand that complains. But one bad address in a short list is no campaign gone wrong,
 * and one reader who presses the wrong button is none either.
 */
const limits = {
  bounces: { share: 0.05, least: 5 },
  complaints: { share: 0.001, least: 2 },
}

/** Why a campaign must not go on, if there is a reason. */
export function whyToStop({ messages, bounced, complained }: Reception): 'bounces' | 'complaints' | undefined {
  const isTooMuch = (count: number, { share, least }: { share: number; least: number }) =>
    count >= least && count > share * messages
  if (isTooMuch(complained, limits.complaints)) return 'complaints'
  return isTooMuch(bounced, limits.bounces) ? 'bounces' : undefined
}
