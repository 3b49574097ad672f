import type { Contact } from '../contacts/contacts.repository.ts'

/** Somebody in a client's network, and whose introduction their chain follows. */
export interface Person {
  contactId: string
  name: string
  company: string | null
  title: string | null
  tier: Contact['tier']
  effort: Contact['effort']
  introducerContactId: string | null
  introducedOn: string | null
}

export interface Introduction {
  introductionId: string
  introducerContactId: string
  introducedContactId: string
  introducedOn: string
  primary: boolean
}

/** A job that a search led to, and who told of it. */
export interface Landing {
  landingId: string
  searchId: string
  position: string
  company: string
  landedOn: string
  sourceContactId: string | null
}

/**
 * From the one with whom it began to this contact, along primary introductions; empty for nobody. Nobody is in it twice:
 * introductions run in no circle, and if they ever did, a picture would be wrong, not the whole process caught in it.
 */
export function chainTo(people: ReadonlyMap<string, Person>, contactId: string | null): string[] {
  const chain = new Set<string>()
  for (let id = contactId; id !== null && people.has(id) && !chain.has(id); id = people.get(id)!.introducerContactId)
    chain.add(id)
  return [...chain].toReversed()
}

/**
 * As many of the people as are wanted, the first first, in such a way that nobody is there without those through whom
 * the client came to know them.
 *
 * @param firstOf contacts whose chains come before all others
 */
export function chooseConnected(people: readonly Person[], limit: number, firstOf: readonly string[] = []): Person[] {
  const all = new Map(people.map((person) => [person.contactId, person]))
  const chosen = new Set<string>()
  for (const id of [...firstOf, ...all.keys()]) {
    const missing = chainTo(all, id).filter((one) => !chosen.has(one))
    if (chosen.size + missing.length <= limit) for (const one of missing) chosen.add(one)
  }
  return people.filter(({ contactId }) => chosen.has(contactId))
}
