import { type FieldError, invalid, notFound } from '../../errors.ts'
import type { PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { newId } from '../../infra/security/ids.ts'
import { followUpsChanged } from '../cadences/planning.service.ts'
import { getClient } from '../clients/clients.service.ts'
import { getContact, refreshContactStatistics } from '../contacts/contacts.service.ts'
import { type Counted, tallyByContact } from '../contacts/tally.rules.ts'
import { recordEvent, recordEvents } from '../events/events.service.ts'
import { announceToLatecomers } from '../landings/landings.service.ts'
import { judgeAgain } from '../periods/rejudging.service.ts'
import { findSearchSpan } from '../searches/searches.service.ts'
import { replaceAttendances } from './attendance.repository.ts'
import {
  deleteInteractionRows,
  findInteraction,
  type Interaction,
  listAt,
  listInteractions,
  lockInteraction,
  lockInteractions,
  updateInteraction,
} from './interactions.repository.ts'
import {
  findMistakes,
  type InteractionDraft,
  type KnownReferences,
  presentIn,
  searchNamedBy,
} from './interactions.rules.ts'
import type { ListInteractionsQuery, LogInteractionBody, UpdateInteractionBody } from './interactions.schemas.ts'
import { insertLogged } from './logging.repository.ts'
import { readReferences } from './references.repository.ts'

/** An interaction of this practice that the caller may see. @throws 404 */
export async function getInteraction(trx: PracticeTrx, id: string): Promise<Interaction> {
  const interaction = await findInteraction(trx, id)
  if (!interaction) throw notFound()
  return interaction
}

/** As `getInteraction`, and nobody else edits or removes it until the transaction ends. */
export async function getInteractionLocked(trx: PracticeTrx, id: string): Promise<Interaction> {
  await lockInteraction(trx, id)
  return getInteraction(trx, id)
}

/** Interactions by their ids, held until the transaction ends; what is gone is left out. */
export const getInteractionsLocked = (trx: PracticeTrx, ids: string[]): Promise<Interaction[]> =>
  lockInteractions(trx, ids)

/** What a client did at these very instants. */
export const listInteractionsAt = (trx: PracticeTrx, clientId: string, instants: Date[]): Promise<Interaction[]> =>
  listAt(trx, clientId, instants)

/** What a client did, with anybody or with one contact. @throws 404 for the client */
export async function listInteractionsOfClient(
  trx: PracticeTrx,
  clientId: string,
  { searchId, ...filters }: Omit<ListInteractionsQuery, 'limit' | 'cursor'>,
  page: PageRequest,
) {
  await getClient(trx, clientId)
  if (!searchId) return listInteractions(trx, { clientId, ...filters }, page)
  const span = await findSearchSpan(trx, searchId)
  if (span?.clientId !== clientId) return { data: [], next: null }
  return listInteractions(trx, { clientId, ...filters, span }, page)
}

/** Everything that happened with one contact. @throws 404 for the contact */
export async function listInteractionsOfContact(
  trx: PracticeTrx,
  contactId: string,
  filters: Parameters<typeof listInteractionsOfClient>[2],
  page: PageRequest,
) {
  const { clientId } = await getContact(trx, contactId)
  return listInteractionsOfClient(trx, clientId, { ...filters, contactId }, page)
}

/**
 * Logs what happened, all of it or nothing.
 *
 * @param pointerTo where in the request body the entry stands, for what is wrong with it
 * @throws 404 for the client, 422 that names every value that cannot be
 */
export async function logInteractions(
  trx: PracticeTrx,
  clientId: string,
  entries: LogInteractionBody[],
  pointerTo: (index: number) => string,
): Promise<Interaction[]> {
  const known = await checkReferences(trx, clientId, entries, pointerTo)
  const rows = entries.map((entry) => ({
    ...entry,
    id: newId(),
    contacts: presentIn(entry.contacts, known),
    searchId: searchNamedBy(entry, known),
  }))
  const counted = tallyByContact(rows)
  const contactIds = [...counted.keys()]
  const kind = 'interaction.logged'
  const [logged] = await Promise.all([
    insertLogged(trx, clientId, rows),
    recordEvents(trx, rows.map((row) => ({ kind, subjectId: row.id, clientId, payload: summaryOf(row) }))), // prettier-ignore
    announceToLatecomers(trx, clientId, contactIds),
    judgeAgain(trx, clientId, instantsOf(rows), 'interaction_logged'),
  ])
  await followUpsChanged(trx, clientId, contactIds, counted)
  return logged
}

/** Changes an interaction that was read with `getInteractionLocked`. @throws 422 that names every value that cannot be */
export async function editInteraction(
  trx: PracticeTrx,
  before: Interaction,
  changes: UpdateInteractionBody,
): Promise<Interaction> {
  const { id, clientId } = before
  const { contacts, ...values } = changes
  // A newly named opportunity brings its own search, unless the change names one too.
  const draft = { ...before, ...(changes.opportunityId && { searchId: undefined }), ...changes }
  const known = await checkReferences(trx, clientId, [draft], () => '')
  await updateInteraction(trx, id, { ...values, searchId: searchNamedBy(draft, known) })
  if (contacts) await replaceAttendances(trx, before, presentIn(contacts, known))
  const after = await getInteraction(trx, id)
  await recordEvent(trx, {
    kind: 'interaction.updated',
    subjectId: id,
    clientId,
    payload: { changed: Object.keys(changes), ...summaryOf(after) },
  })
  await onInteractionsChanged(trx, [before, after], 'interaction_updated')
  return after
}

/** Removes an interaction that was read with `getInteractionLocked`; introductions made in it stay. */
export const deleteInteraction = (trx: PracticeTrx, interaction: Interaction): Promise<void> =>
  deleteInteractions(trx, interaction.clientId, [interaction])

/** As `deleteInteraction`, for several of a client that were read with `getInteractionsLocked`. */
export async function deleteInteractions(
  trx: PracticeTrx,
  clientId: string,
  interactions: Interaction[],
): Promise<void> {
  if (interactions.length === 0) return
  await deleteInteractionRows(trx, interactions.map(({ id }) => id)) // prettier-ignore
  await recordEvents(
    trx,
    interactions.map((interaction) => ({
      kind: 'interaction.deleted',
      subjectId: interaction.id,
      clientId,
      payload: summaryOf(interaction),
    })),
  )
  await onInteractionsChanged(trx, interactions, 'interaction_deleted')
}

/** What a change has effects on elsewhere: given the interaction as it was, as it is, or both. */
async function onInteractionsChanged(
  trx: PracticeTrx,
  changed: Interaction[],
  because: 'interaction_updated' | 'interaction_deleted',
): Promise<void> {
  const contactIds = contactIdsOf(changed)
  await refreshContactStatistics(trx, contactIds)
  const { clientId } = changed[0]!
  await announceToLatecomers(trx, clientId, contactIds)
  await judgeAgain(trx, clientId, instantsOf(changed), because)
  await followUpsChanged(trx, clientId, contactIds)
}

const instantsOf = (interactions: Pick<Interaction, 'occurredAt'>[]) => interactions.map(({ occurredAt }) => occurredAt)

const contactIdsOf = (interactions: Interaction[]) => [
  ...new Set(interactions.flatMap(({ contacts }) => contacts.map(({ contactId }) => contactId))),
]

async function checkReferences(
  trx: PracticeTrx,
  clientId: string,
  drafts: InteractionDraft[],
  pointerTo: (index: number) => string,
): Promise<KnownReferences> {
  const known = await readReferences(trx, clientId, drafts)
  if (!known.client) throw notFound()
  const errors: FieldError[] = drafts.flatMap((draft, index) => findMistakes(draft, known, trx.now, pointerTo(index)))
  if (errors.length > 0)
    throw invalid(`${errors.length === 1 ? 'One value' : `${errors.length} values`} cannot be accepted.`, { errors })
  return known
}

const summaryOf = ({ type, occurredAt, contacts }: Counted) => ({
  type,
  occurredAt,
  contactIds: contacts.map(({ contactId }) => contactId),
})
