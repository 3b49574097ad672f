import { type FieldError, invalid, invalidField, notFound } from '../../errors.ts'
import type { KeysetPage, PageRequest } from '../../infra/db/keyset.ts'
import type { DoorQuestion } from '../../infra/db/question.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { sqlStateOf } from '../../infra/db/sqlstate.ts'
import { newId } from '../../infra/security/ids.ts'
import { excuseContact } from '../announcements/excusing.service.ts'
import { followContact } from '../announcements/following-contacts.service.ts'
import { chooseDay } from '../cadences/cadences.service.ts'
import { followUpsChanged } from '../cadences/planning.service.ts'
import { getClient } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { introduce } from '../introductions/introductions.service.ts'
import { refuseErased } from '../tombstones/tombstones.service.ts'
import { type ContactFilters, findContacts, type FoundContacts } from './contact-list.repository.ts'
import { recountInteractions } from './contact-statistics.repository.ts'
import { hasHistory } from './contacts.problems.ts'
import {
  type Contact, deleteContactRow, findContact, findContactsMeant, findContactsOfClient, insertContact,
  lockContacts, updateContact,
} from './contacts.repository.ts' // prettier-ignore
import { isInLetters, withKeys } from './contacts.rules.ts'
import type { CreateContactBody, ListContactsQuery, UpdateContactBody } from './contacts.schemas.ts'
import { emailTaken } from './merging.service.ts'

/** A contact of this practice that the caller may see; for one that was merged, what it is now part of. @throws 404 */
export async function getContact(trx: PracticeTrx, id: string): Promise<Contact> {
  const contact = await findContact(trx, id)
  if (!contact) throw notFound()
  return contact
}

/** As `getContact`, and nobody else changes the contact until the transaction ends. */
export async function getContactLocked(trx: PracticeTrx, id: string): Promise<Contact> {
  await lockContacts(trx, [id])
  const contact = await getContact(trx, id)
  // Not the one that was held: it was merged. A survivor never becomes part of who was merged into it.
  return contact.id === id ? contact : getContactLocked(trx, contact.id)
}

/**
 * Contacts of one client, in the order of the ids that mean them.
 *
 * @param pointerTo where in the request body the id at this place stands
 * @throws 422 naming every id that is not this client's, whether it is another's or nobody's
 */
export async function getContactsOfClient(
  trx: PracticeTrx,
  clientId: string,
  ids: string[],
  pointerTo: (index: number) => string,
): Promise<Contact[]> {
  if (ids.length === 0) return []
  const meant = await findContactsMeant(trx, ids)
  const found = await findContactsOfClient(trx, clientId, [...meant.values()])
  const byId = new Map(found.map((contact) => [contact.id, contact]))
  const contacts = ids.map((id) => byId.get(meant.get(id)!))
  const errors: FieldError[] = contacts.flatMap((contact, index) =>
    contact ? [] : { pointer: pointerTo(index), detail: 'must name a contact of this client' },
  )
  if (errors.length > 0) throw invalid('A contact of this client is meant.', { errors })
  return contacts.filter((contact) => contact !== undefined)
}

/**
 * A page of a client's contacts as JSON texts.
 *
 * @returns a question whose answer throws 404
 */
export function contactsOfClient(
  clientId: string,
  { neverTouched, ...filters }: Omit<ContactFilters, 'touched'> & Pick<ListContactsQuery, 'neverTouched'>,
  page: PageRequest,
): DoorQuestion<FoundContacts, KeysetPage<string>> {
  const touched = neverTouched === undefined ? undefined : neverTouched === 'false'
  const { read, ...statements } = findContacts(clientId, { ...filters, touched }, page)
  return {
    ...statements,
    read: (row) => {
      const found = read(row)
      if (!found) throw notFound()
      return found
    },
  }
}

/**
 * Adds somebody the client knows, and who introduced them if that is said.
 *
 * @param tombstones what the addresses of erased people are hashed with; made-up people need none
 * @throws 404 for the client, 409 for a known or erased address, 422 for an introducer who is not this client's or a day to come
 */
export async function createContact(
  trx: PracticeTrx,
  clientId: string,
  body: CreateContactBody,
  tombstones?: Buffer,
): Promise<Contact> {
  await getClient(trx, clientId)
  if (tombstones) await refuseErased(trx, tombstones, clientId, body.email)
  const { introducedBy, introducedOn, ...fields } = body
  if (introducedOn && !introducedBy) throw invalidField('/introducedOn', 'goes with introducedBy')
  const [introducer] = await getContactsOfClient(
    trx,
    clientId,
    introducedBy ? [introducedBy] : [],
    () => '/introducedBy',
  )
  const id = newId()
  const values = {
    ...withKeys(fields),
    practiceId: trx.practiceId,
    clientId,
    id,
    createdAt: trx.now,
    updatedAt: trx.now,
  }
  if (!(await insertContact(trx, values))) throw await emailTaken(trx, clientId, values.emailKey)
  await recordEvent(trx, { kind: 'contact.created', subjectId: id, clientId, payload: { name: fields.name } })
  if (introducer) {
    await introduce(trx, { clientId, introducerContactId: introducer.id, introducedContactId: id, introducedOn })
  }
  await followUpsChanged(trx, clientId, [id])
  return getContact(trx, id)
}

/** Changes what is given of a contact that was read with `getContactLocked`. @throws 409 for a known or erased address */
export async function editContact(
  trx: PracticeTrx,
  { id, clientId }: Contact,
  { nextFollowUpOn, ...changes }: UpdateContactBody,
  tombstones: Buffer,
): Promise<Contact> {
  await refuseErased(trx, tombstones, clientId, changes.email)
  const values = withKeys(changes)
  if (!(await updateContact(trx, { id, clientId }, values))) throw await emailTaken(trx, clientId, values.emailKey)
  if (changes.doNotContact) await excuseContact(trx, id)
  if (isInLetters(changes)) await followContact(trx, id, { isNewAddress: changes.email !== undefined })
  await recordEvent(trx, {
    kind: 'contact.updated',
    subjectId: id,
    clientId,
    payload: { changed: [...Object.keys(changes), ...(nextFollowUpOn === undefined ? [] : ['nextFollowUpOn'])] },
  })
  if (nextFollowUpOn !== undefined) await chooseDay(trx, id, nextFollowUpOn)
  await followUpsChanged(trx, clientId, [id])
  return getContact(trx, id)
}

/** Removes a contact that was read with `getContactLocked`. @throws 409 when anything refers to them */
export async function deleteContact(trx: PracticeTrx, { id, clientId, name }: Contact): Promise<void> {
  try {
    await deleteContactRow(trx, id)
  } catch (error) {
    // The foreign keys know everything that refers to a contact, tables yet to come included.
    if (sqlStateOf(error) !== '23503') throw error
    throw hasHistory(
      `${name} is part of interactions, introductions, interviews, opportunities or announcements. ` +
        'Remove those first, or keep the contact and set doNotContact.',
    )
  }
  await recordEvent(trx, { kind: 'contact.deleted', subjectId: id, clientId, payload: { name } })
}

/**
 * Brings first and last interaction and effort of contacts up to date. To be called after every change of interactions
 * or of who was in them, in the same transaction, once with everybody concerned.
 */
export async function refreshContactStatistics(trx: PracticeTrx, contactIds: string[]): Promise<void> {
  if (contactIds.length === 0) return
  // Locked by a statement of its own: the count must see what those wrote for whom this one waited.
  await lockContacts(trx, contactIds)
  await recountInteractions(trx, contactIds)
}
