import type { Filed } from './network-file.schemas.ts'
import { readJsonLists } from './json-lists.rules.ts'
import { fileRefused } from './refusal.rules.ts'

/** What of an export comes back, in the order in which it stands there: later things name earlier ones. */
export const networkParts = [
  'contacts', 'searches', 'opportunities', 'interviews', 'interactions', 'introductions', 'helpOffers',
  'cadencePolicies',
] as const // prettier-ignore
export type NetworkPart = (typeof networkParts)[number]

/** Every part but the contacts, whom any file may have. */
export type ThingPart = Exclude<NetworkPart, 'contacts'>

/** Where a row of an import says which thing of the network it is about. */
export const subjects = [
  'contactId', 'searchId', 'opportunityId', 'interviewId', 'interactionId', 'introductionId', 'helpOfferId',
] as const // prettier-ignore
export type Subject = (typeof subjects)[number]

/** Something of an export other than a contact, checked: what it says, or why it is not taken. */
export type CheckedThing = {
  [Part in ThingPart]: { number: number; part: Part } & ({ filed: Filed<Part> } | { reject: string })
}[ThingPart]
export type CheckedOf<Part extends ThingPart> = Extract<CheckedThing, { part: Part }>

/** Something of an export, on its way to be checked. */
export interface NetworkThing {
  number: number
  part: NetworkPart
  thing: unknown
}

/**
 * What an export of Cadre (docs/network-file.md) holds of a client's network; numbered through. Its other lists are
 * passed over.
 *
 * @throws 422 for JSON of any other kind
 */
export async function* readNetwork(text: AsyncIterable<string>): AsyncGenerator<NetworkThing> {
  const heading = new Map<string, unknown>()
  let [number, reached] = [0, 0]
  for await (const { name, value, isListed } of readJsonLists(text)) {
    if (!isListed) {
      heading.set(name, value)
      continue
    }
    if (heading.get('format') !== 'cadre') throw fileRefused('It does not begin with "format": "cadre".')
    if (heading.get('version') !== 1) throw fileRefused('It is an export of another version than 1.')
    const part = networkParts.find((one) => one === name)
    if (!part) continue
    const place = networkParts.indexOf(part)
    if (place < reached) throw fileRefused(`Its lists must stand in this order: ${networkParts.join(', ')}.`)
    reached = place
    number += 1
    yield { number, part, thing: value }
  }
  if (heading.get('format') !== 'cadre') throw fileRefused('It is JSON, but no export of Cadre.')
}
