import type { CadenceRule } from '../cadences/cadence.rules.ts'
import type { UpdateContactBody } from './contacts.schemas.ts'

/** What is said of a contact: absent is left alone, null goes. */
export type ContactFields = UpdateContactBody & {
  /** How often this contact alone should hear from the client, and since when that holds. */
  cadence?: (CadenceRule & { setOn: string }) | null
}

/** The fields of a contact that people fill in, in the order of the API. */
export const contactFields = [
  'name', 'email', 'phone', 'company', 'title', 'profileUrl', 'location', 'timeZone', 'tier', 'tags',
  'preferredChannel', 'howMet', 'notes', 'thingsToRemember', 'doNotContact', 'nextFollowUpOn',
  'cadence',
] as const satisfies (keyof ContactFields)[] // prettier-ignore

const nothingSaid = Object.fromEntries(contactFields.map((field) => [field, null])) as Record<
  (typeof contactFields)[number],
  null
>

/** Each field of a contact of whom only this much is said. */
export const newContact = (said: ContactFields) => ({
  ...nothingSaid,
  ...said,
  name: said.name!,
  tier: said.tier ?? ('extended' as const),
  tags: said.tags ?? [],
  doNotContact: said.doNotContact ?? false,
})
