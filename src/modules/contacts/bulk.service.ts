import type { PracticeTrx } from '../../infra/db/scope.ts'
import { excuseContact } from '../announcements/excusing.service.ts'
import { contactsInAnnouncements, followContact } from '../announcements/following-contacts.service.ts'
import { recordEvents } from '../events/events.service.ts'
import {
  type ContactRow, deleteContactRows, findTakenAddresses, insertContacts, type KnownContact, lockContactsLike,
  lockContactsOf, type Recognition, updateContacts,
} from './bulk.repository.ts' // prettier-ignore
import { type ContactFields, contactFields, newContact } from './bulk.rules.ts'
import { isInLetters } from './contacts.rules.ts'

export type { KnownContact, Recognition }

/*
 * The same rules as for one contact at a time, for thousands in a few statements. Whoever calls has made sure that the
 * client is there.
 */

/** The contacts of a client who are recognised, the eldest first, held until the transaction ends. */
export const lockKnownContacts = (
  trx: PracticeTrx,
  clientId: string,
  recognition: Recognition,
): Promise<KnownContact[]> => lockContactsLike(trx, clientId, recognition)

/** Contacts of a client by their ids, held until the transaction ends; whoever is gone is left out. */
export const lockContactsById = (trx: PracticeTrx, clientId: string, ids: string[]) =>
  lockContactsOf(trx, clientId, ids)

/** Which of these addresses are taken, and by whom. */
export const findContactsByAddress = (trx: PracticeTrx, clientId: string, emailKeys: string[]) =>
  findTakenAddresses(trx, clientId, emailKeys)

/** Adds people the client knows. @throws SQLSTATE 23505 when an address is another contact's */
export async function createContacts(
  trx: PracticeTrx,
  clientId: string,
  contacts: { id: string; fields: ContactFields }[],
): Promise<void> {
  const rows = contacts.map(({ id, fields }) => ({ ...newContact(fields), id }))
  await insertContacts(trx, clientId, rows)
  await recordEvents(
    trx,
    rows.map(({ id, name }) => ({ kind: 'contact.created', subjectId: id, clientId, payload: { name } })),
  )
}

/** Changes what is given of contacts that are held. @throws SQLSTATE 23505 when an address is another contact's */
export async function editContacts(
  trx: PracticeTrx,
  clientId: string,
  edits: { contact: KnownContact; changes: ContactFields }[],
): Promise<void> {
  const ids = edits.map(({ contact }) => contact.id)
  await updateContacts(trx, clientId, edits.map(({ contact, changes }) => inFull(contact, changes))) // prettier-ignore
  // Few of so many are in an announcement.
  const inAnnouncements = new Set(await contactsInAnnouncements(trx, ids))
  for (const { contact, changes } of edits) {
    if (!inAnnouncements.has(contact.id)) continue
    if (changes.doNotContact) await excuseContact(trx, contact.id)
    if (isInLetters(changes)) await followContact(trx, contact.id, { isNewAddress: changes.email !== undefined })
  }
  await recordEvents(
    trx,
    edits.map(({ contact: { id }, changes }) => ({
      kind: 'contact.updated',
      subjectId: id,
      clientId,
      payload: { changed: Object.keys(changes) },
    })),
  )
}

function inFull(contact: KnownContact, changes: ContactFields): ContactRow {
  const fields = Object.fromEntries(contactFields.map((field) => [field, contact[field]])) as ContactFields
  return { ...newContact({ ...fields, ...changes }), id: contact.id }
}

/**
 * Removes contacts that are held, but for those whom anything refers to.
 *
 * @returns the ids of those who are gone
 */
export async function removeContacts(
  trx: PracticeTrx,
  clientId: string,
  contacts: { id: string; name: string }[],
): Promise<string[]> {
  const removed = await removeUnreferred(trx, clientId, contacts)
  await recordEvents(
    trx,
    removed.map(({ id, name }) => ({ kind: 'contact.deleted', subjectId: id, clientId, payload: { name } })),
  )
  return removed.map(({ id }) => id)
}

/** The foreign keys alone know everything that refers to a contact: where some of many cannot go, halves are tried. */
async function removeUnreferred<Contact extends { id: string }>(
  trx: PracticeTrx,
  clientId: string,
  contacts: Contact[],
): Promise<Contact[]> {
  if (contacts.length === 0) return []
  if (await deleteContactRows(trx, clientId, contacts.map(({ id }) => id))) return contacts // prettier-ignore
  if (contacts.length === 1) return []
  const half = Math.ceil(contacts.length / 2)
  return [
    ...(await removeUnreferred(trx, clientId, contacts.slice(0, half))),
    ...(await removeUnreferred(trx, clientId, contacts.slice(half))),
  ]
}
