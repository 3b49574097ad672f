import type { PracticeTrx } from '../../infra/db/scope.ts'
import { liesAhead } from '../interactions/interactions.rules.ts'
import { listInteractionsAt, logInteractions } from '../interactions/interactions.service.ts'
import type { Bringing } from './bringing-contacts.service.ts'
import { filedOf, isKnown, rejected } from './bringing-things.service.ts'
import { findBecome, findBrought, type NewRow } from './import-rows.repository.ts'
import type { CheckedOf } from './network-file.rules.ts'
import type { Filed } from './network-file.schemas.ts'

type Interaction = Filed<'interactions'>

/** An interaction with those who are in the network by now; undefined in a dry run is whoever would be. */
interface Placed {
  number: number
  interaction: Interaction
}

/** What things of the file have become, by what the file calls them. */
type Become = Awaited<ReturnType<typeof findBecome>>

/**
 * Brings what was done with contacts, who have come before. It is known when one of its type was at its instant with
 * the same people; of several that are alike as many stay as there are. Who is not in the network is left out of it, and
 * so is a search that did not come.
 *
 * @returns what became of each
 */
export async function bringInteractions(
  trx: PracticeTrx,
  into: Bringing,
  rows: CheckedOf<'interactions'>[],
): Promise<NewRow[]> {
  if (rows.length === 0) return []
  const { clientId, dryRun } = into
  const filed = filedOf(rows)
  const named = filed.flatMap(({ contacts }) => contacts.map(({ contactId }) => contactId))
  const people = await findBecome(trx, into, 'contacts', [...new Set(named)])
  const searches = await findBecome(trx, into, 'searches', filed.flatMap(({ searchId }) => searchId ?? [])) // prettier-ignore
  const opportunities = await findBecome(trx, into, 'opportunities', filed.flatMap(({ opportunityId }) => opportunityId ?? [])) // prettier-ignore
  const done: NewRow[] = []
  const placed: Placed[] = []
  for (const row of rows) {
    const { number, part } = row
    const reject = (reason: string) => done.push({ number, part, ...rejected(reason) })
    if ('reject' in row) reject(row.reject)
    else if (liesAhead(row.filed.occurredAt, trx.now)) reject('occurredAt: must not lie in the future')
    else {
      const contacts = presentOf(row.filed, people)
      if (contacts.length === 0) reject('was with nobody who is in this network')
      else placed.push({ number, interaction: { ...inSearch(row.filed, { searches, opportunities }), contacts } })
    }
  }
  const known = await knownOnes(trx, into, placed)
  const news = placed.filter((one) => {
    const [interactionId, ...others] = known.get(keyOf(one.interaction)) ?? []
    if (!interactionId) return true
    known.set(keyOf(one.interaction), others)
    done.push({ ...rowOf(one), ...isKnown, interaction_id: interactionId })
    return false
  })
  const entries = news.map(({ interaction: { id: _id, ...entry } }) => entry)
  const logged = dryRun || entries.length === 0 ? [] : await logInteractions(trx, clientId, entries, () => '')
  news.forEach((one, index) => {
    const interactionId = logged[index]?.id
    done.push({ ...rowOf(one), outcome: 'create', ...(interactionId ? { interaction_id: interactionId } : {}) })
  })
  return done
}

const rowOf = ({ number, interaction }: Placed) => ({
  number,
  part: 'interactions' as const,
  source_id: interaction.id,
})

/** Two of the file may have turned out to be one person. Whoever a dry run would add keeps the id of the file. */
function presentOf({ contacts }: Interaction, people: Become): Interaction['contacts'] {
  const present = new Map<string, Interaction['contacts'][number]>()
  for (const contact of contacts) {
    if (!people.has(contact.contactId)) continue
    const contactId = people.get(contact.contactId) ?? contact.contactId
    const there = present.get(contactId)
    if (!there?.advice) present.set(contactId, { ...contact, contactId })
  }
  return [...present.values()]
}

/** The search that it names, or that of the opportunity it was about. */
function inSearch(
  { searchId, opportunityId, ...interaction }: Interaction,
  { searches, opportunities }: { searches: Become; opportunities: Become },
): Interaction {
  const opportunity = opportunities.get(opportunityId ?? '')
  const search = searches.get(searchId ?? '')
  if (opportunity) return { ...interaction, opportunityId: opportunity }
  return search ? { ...interaction, searchId: search } : interaction
}

/** Interactions that are there and that this import has not spoken of yet, by what makes them alike. */
async function knownOnes(trx: PracticeTrx, into: Bringing, placed: Placed[]): Promise<Map<string, string[]>> {
  const like = await listInteractionsAt(trx, into.clientId, placed.map(({ interaction }) => interaction.occurredAt)) // prettier-ignore
  const brought = await findBrought(trx, into, 'interaction', like.map(({ id }) => id)) // prettier-ignore
  const known = new Map<string, string[]>()
  for (const one of like.filter(({ id }) => !brought.has(id))) {
    known.set(keyOf(one), [...(known.get(keyOf(one)) ?? []), one.id])
  }
  return known
}

const keyOf = ({ type, occurredAt, contacts }: Pick<Interaction, 'type' | 'occurredAt'> & { contacts: { contactId: string }[] }) =>
  JSON.stringify([type, occurredAt, contacts.map(({ contactId }) => contactId).toSorted()]) // prettier-ignore
