import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { ContactFields } from '../contacts/bulk.rules.ts'
import {
  editContacts, findContactsByAddress, type KnownContact, lockContactsById, removeContacts,
} from '../contacts/bulk.service.ts' // prettier-ignore
import { findRowsToRevert, markReverted, type Reversal } from './import-rows.repository.ts'
import { lockImport, updateImport } from './imports.repository.ts'
import { keysOf } from './judging.rules.ts'
import { judgeRestoration, type Restoration } from './reverting.rules.ts'
import { takeBackThings } from './reverting-things.service.ts'

const rowsPerStep = 500

/**
 * Takes the next rows of an import back, the last first: who came with it goes unless they have a history or were
 * changed, what it changed becomes what it was unless it was changed again.
 *
 * @param below how far it was taken back when this was decided
 * @returns how far it is taken back now; 'overtaken' when somebody else has moved on, 'done' when nothing was left
 */
export async function takeBackRows(
  trx: PracticeTrx,
  { importId, below }: { importId: string; below: number },
): Promise<number | 'overtaken' | 'done'> {
  const current = await lockImport(trx, importId)
  if (current?.status !== 'running' || current.revertBelow !== below) return 'overtaken'
  const { clientId } = current
  const rows = await findRowsToRevert(trx, { clientId, importId }, { below, limit: rowsPerStep })
  if (rows.length === 0) return 'done'
  // The last first: what names something goes before it.
  const ofThings = await takeBackThings(trx, clientId, rows)
  const aboutContacts = rows.filter(({ part }) => part === 'contacts')
  const ids = aboutContacts.flatMap(({ contactId }) => contactId ?? [])
  const contacts = new Map((await lockContactsById(trx, clientId, ids)).map((contact) => [contact.id, contact]))
  const at = aboutContacts.map((row) => ({ ...row, contact: row.contactId ? contacts.get(row.contactId) : undefined }))
  const reversals = [
    ...ofThings,
    ...at.flatMap(({ number, contact }): Reversal[] =>
      contact ? [] : [{ number, revert: 'kept', revert_reason: 'the contact is gone already' }],
    ),
    ...(await removeCreated(trx, clientId, at.filter(({ outcome }) => outcome === 'create').flatMap(withContact))), // prettier-ignore
    ...(await restoreUpdated(trx, clientId, at.filter(({ outcome }) => outcome === 'update').flatMap(withContact))), // prettier-ignore
  ]
  await markReverted(trx, { clientId, importId }, reversals)
  const count = (revert: Reversal['revert']) => reversals.filter((reversal) => reversal.revert === revert).length
  const revertBelow = rows.at(-1)!.number
  await updateImport(trx, importId, {
    revertBelow,
    removed: current.removed + count('removed'),
    restored: current.restored + count('restored'),
    kept: current.kept + count('kept'),
  })
  return revertBelow
}

type Held = KnownContact & { createdAt: Date }
interface RowAndContact {
  number: number
  before: unknown
  after: unknown
  contact: Held
}

const withContact = <Row extends { contact: Held | undefined }>({ contact, ...row }: Row) =>
  contact ? [{ ...row, contact }] : []

async function removeCreated(trx: PracticeTrx, clientId: string, rows: RowAndContact[]): Promise<Reversal[]> {
  const isUntouched = ({ contact }: RowAndContact) => contact.updatedAt.getTime() === contact.createdAt.getTime()
  const untouched = rows.filter(isUntouched)
  const removed = new Set(await removeContacts(trx, clientId, untouched.map(({ contact }) => contact))) // prettier-ignore
  return rows.map((row) => {
    const { number, contact } = row
    if (removed.has(contact.id)) return { number, revert: 'removed' }
    const why = isUntouched(row) ? 'the contact has a history by now' : 'the contact was changed since'
    return { number, revert: 'kept', revert_reason: why }
  })
}

async function restoreUpdated(trx: PracticeTrx, clientId: string, rows: RowAndContact[]): Promise<Reversal[]> {
  const wanted = rows.map(({ number, contact, ...row }) => {
    const { before, after } = row as { before: ContactFields; after: ContactFields }
    return { number, contact, ...judgeRestoration({ before, after, now: contact }) }
  })
  const free = await keepTakenAddresses(trx, clientId, wanted)
  await editContacts(trx, clientId, free.filter(({ changes }) => Object.keys(changes).length > 0)) // prettier-ignore
  return free.map(({ number, changes, kept }) => ({
    number,
    revert: Object.keys(changes).length > 0 ? 'restored' : 'kept',
    ...(kept.length > 0 ? { revert_reason: `changed since, and left: ${kept.join(', ')}` } : {}),
  }))
}

/** Somebody else may have the address by now that a contact had before. */
async function keepTakenAddresses<Row extends Restoration & { contact: { id: string } }>(
  trx: PracticeTrx,
  clientId: string,
  rows: Row[],
): Promise<Row[]> {
  const keys = rows.flatMap(({ changes }) => keysOf(changes).emailKey ?? [])
  const ownerOf = new Map(
    keys.length > 0
      ? (await findContactsByAddress(trx, clientId, keys)).map(({ emailKey, id }) => [emailKey, id] as const)
      : [],
  )
  return rows.map((row) => {
    const owner = ownerOf.get(keysOf(row.changes).emailKey)
    if (owner === undefined || owner === row.contact.id) return row
    const { email: _email, ...changes } = row.changes
    return { ...row, changes, kept: [...row.kept, 'email'] }
  })
}
