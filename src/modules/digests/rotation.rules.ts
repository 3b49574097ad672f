import { daysBetween } from '../../infra/time/calendar.ts'

/** Somebody who is due, in the order of the follow-ups list. Days are the client's. */
export interface Candidate {
  contactId: string
  nextFollowUpOn: string
}

/** A digest reads in a minute: as many people at most, and as many at least while somebody is near. */
export const mostPeople = 7
export const fewestPeople = 3
/** Nobody is named again sooner, so not two weeks in a row, however few they are: the same names every week are read by nobody. */
const restDays = 10

/** What was named before, and the reader's day. */
export interface Named {
  /** When each was last named, by contact. */
  namedOn: ReadonlyMap<string, string>
  today: string
}

/**
 * Whom a digest names: who has waited longest, since they were due or since they were last named. So whoever was named
 * goes to the end of the queue: nobody starves however many are due, and the same people do not come every week, unless
 * they have fallen due since. Named are they in the order of the list: the most overdue first.
 */
export function chooseForDigest<One extends Candidate>(
  candidates: readonly One[],
  { namedOn, today }: Named,
  most = mostPeople,
): One[] {
  const rests = ({ contactId, nextFollowUpOn }: One): boolean => {
    const named = namedOn.get(contactId)
    if (named === undefined || daysBetween(named, today) >= restDays) return false
    return nextFollowUpOn <= named || nextFollowUpOn > today
  }
  const since = ({ contactId, nextFollowUpOn }: One): string => {
    const named = namedOn.get(contactId)
    return named !== undefined && named > nextFollowUpOn ? named : nextFollowUpOn
  }
  const waiting = candidates.filter((one) => !rests(one))
  const chosen = new Set(waiting.toSorted((a, b) => compare(since(a), since(b))).slice(0, most))
  return candidates.filter((one) => chosen.has(one))
}

/** What a digest's words are chosen by: of one reader's digests no two in a row begin alike. */
export const seedOf = (recipientId: string, { count }: { count: number }): string => `${recipientId}#${count}`

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
