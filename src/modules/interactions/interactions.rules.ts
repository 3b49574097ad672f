import type { FieldError } from '../../errors.ts'

/** The clocks of those who log may run this far ahead of ours. */
const clockSkewMs = 60_000

/** An interaction as it would be written: what it says of itself, before anything else is derived. */
export interface InteractionDraft {
  occurredAt: Date
  contacts: { contactId: string }[]
  /** Undefined: whatever the opportunity says. */
  searchId?: string | null | undefined
  opportunityId?: string | null | undefined
}

/** What of the client's own the drafts refer to; whatever is missing here is somebody else's, or nothing at all. */
export interface KnownReferences {
  client: boolean
  /** Whom each id means: of one that was merged, what it is part of now. */
  contacts: Map<string, string>
  searches: Set<string>
  searchOfOpportunity: Map<string, string>
}

/** Whether that has yet to happen, by any clock. */
export const liesAhead = (occurredAt: Date, now: Date): boolean => occurredAt.getTime() > now.getTime() + clockSkewMs

/** Everything wrong with a draft, each with a pointer that begins with `at`. */
export function findMistakes(draft: InteractionDraft, known: KnownReferences, now: Date, at: string): FieldError[] {
  const { occurredAt, contacts, searchId, opportunityId } = draft
  const mistakes: FieldError[] = []
  const mistake = (pointer: string, detail: string) => mistakes.push({ pointer: `${at}${pointer}`, detail })

  if (liesAhead(occurredAt, now)) mistake('/occurredAt', 'must not lie in the future')
  // Who logs in another way than by the schema's may come with nobody.
  if (contacts.length === 0) mistake('/contacts', 'must name at least one contact')
  contacts.forEach(({ contactId }, index) => {
    const at = `/contacts/${index}/contactId`
    const meant = known.contacts.get(contactId)
    if (!meant) mistake(at, 'must be a contact of this client')
    else if (contacts.findIndex((other) => known.contacts.get(other.contactId) === meant) < index) {
      mistake(at, 'is the same person as another: they were merged')
    }
  })
  if (searchId && !known.searches.has(searchId)) mistake('/searchId', 'must be a search of this client')
  if (opportunityId) {
    const itsSearch = known.searchOfOpportunity.get(opportunityId)
    if (!itsSearch) mistake('/opportunityId', 'must be an opportunity of this client')
    else if (searchId !== undefined && searchId !== itsSearch) {
      mistake('/searchId', `must be the search of the opportunity, ${itsSearch}, or left out`)
    }
  }
  return mistakes
}

/** The search that is stored: the one named, or the opportunity's. Days alone name none; they count when asked. */
export const searchNamedBy = ({ searchId, opportunityId }: InteractionDraft, known: KnownReferences): string | null =>
  searchId ?? (opportunityId ? known.searchOfOpportunity.get(opportunityId) : undefined) ?? null

/** Those who were there, each by the id that they have now. */
export const presentIn = <Contact extends { contactId: string }>(
  contacts: Contact[],
  known: KnownReferences,
): Contact[] => contacts.map((contact) => ({ ...contact, contactId: known.contacts.get(contact.contactId)! }))
