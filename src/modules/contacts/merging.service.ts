import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { FieldChanges, MergedFields } from '../merges/merged-fields.rules.ts'
import { contactEmailTaken } from './contacts.problems.ts'
import {
  type Contact,
  type ContactToMerge,
  findByEmail,
  findContactsToMerge,
  lockContacts,
  updateContact,
} from './contacts.repository.ts'
import { withKeys } from './contacts.rules.ts'

/** Those of a client's contacts that are there; nobody changes them or refers to them anew until the transaction ends. */
export async function holdContacts(trx: PracticeTrx, clientId: string, ids: string[]): Promise<ContactToMerge[]> {
  await lockContacts(trx, ids, { wholly: true })
  return findContactsToMerge(trx, clientId, ids)
}

/** Gives the survivor of a merge what it has of the others. Their addresses must be free by then. */
export const takeOver = (trx: PracticeTrx, survivor: Contact, changes: FieldChanges): Promise<boolean> =>
  writeFields(trx, survivor, afterOf(changes))

/** Writes fields of a contact. @returns false when the e-mail address is another's */
export async function writeFields(trx: PracticeTrx, contact: Contact, fields: Partial<MergedFields>): Promise<boolean> {
  if (Object.keys(fields).length === 0) return true
  return updateContact(trx, contact, withKeys<Partial<MergedFields> & { name?: string }>(fields))
}

const afterOf = (changes: FieldChanges) =>
  Object.fromEntries(Object.entries(changes).map(([field, { after }]) => [field, after])) as Partial<MergedFields>

/** Says who has an address that a contact cannot have. */
export async function emailTaken(trx: PracticeTrx, clientId: string, emailKey: string | null | undefined) {
  const existing = await findByEmail(trx, clientId, emailKey!)
  return contactEmailTaken(existing && `It is ${existing.name}'s.`, {
    extra: { existingContactId: existing?.id, existingContactName: existing?.name },
  })
}
