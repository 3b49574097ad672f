/** An interaction as far as statistics go. */
export interface Counted {
  type: string
  occurredAt: Date
  minutes?: number | null | undefined
  contacts: { contactId: string }[]
}

/** What some interactions with one contact come to. */
export interface Tally {
  first: Date
  last: Date
  interactions: number
  calls: number
  emails: number
  meetings: number
  minutes: number
}

const countedAs: Record<string, 'calls' | 'emails' | 'meetings'> = {
  call: 'calls',
  video_call: 'calls',
  email: 'emails',
  meeting: 'meetings',
  event: 'meetings',
}

/**
 * Adds up interactions by contact, as `recountInteractions` counts them.
 *
 * @returns them in the order of the contacts' ids, so that two who write of the same people take them in one order
 */
export function tallyByContact(logged: Counted[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>()
  for (const { type, occurredAt, minutes, contacts } of logged) {
    for (const { contactId } of contacts) {
      const tally = tallies.get(contactId) ?? {
        first: occurredAt, last: occurredAt, interactions: 0, calls: 0, emails: 0, meetings: 0, minutes: 0,
      } // prettier-ignore
      if (occurredAt < tally.first) tally.first = occurredAt
      if (occurredAt > tally.last) tally.last = occurredAt
      tally.interactions += 1
      tally.minutes += minutes ?? 0
      const kind = countedAs[type]
      if (kind) tally[kind] += 1
      tallies.set(contactId, tally)
    }
  }
  return new Map([...tallies].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
