/** Somebody who is due, in the order of the follow-ups list. Days are the client's. */
export interface Candidate {
  contactId: string
  nextFollowUpOn: string
}

/** A digest reads in a minute: as many people at most, and as many at least while somebody is near. */
export const mostPeople = 7
export const fewestPeople = 3

/**
 * Whom a digest names: who has waited longest, since they were due or since they were last named. So whoever was named
 * goes to the end of the queue: nobody starves however many are due, and the same people do not come every week. Named
 * are they in the order of the list: the most overdue first.
 *
 * @param namedOn when each was last named, by contact
 */
export function chooseForDigest<One extends Candidate>(
  candidates: readonly One[],
  namedOn: ReadonlyMap<string, string>,
  most = mostPeople,
): One[] {
  const since = ({ contactId, nextFollowUpOn }: One): string => {
    const named = namedOn.get(contactId)
    return named !== undefined && named > nextFollowUpOn ? named : nextFollowUpOn
  }
  const chosen = new Set(candidates.toSorted((a, b) => compare(since(a), since(b))).slice(0, most)) // prettier-ignore
  return candidates.filter((one) => chosen.has(one))
}

/** What a digest's words are chosen by: of one reader's digests no two in a row begin alike. */
export const seedOf = (recipientId: string, { count }: { count: number }): string => `${recipientId}#${count}`

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
