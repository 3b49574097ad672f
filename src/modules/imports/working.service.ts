import type { z } from 'zod'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { newId } from '../../infra/security/ids.ts'
import { createContacts, editContacts, type KnownContact, lockKnownContacts } from '../contacts/bulk.service.ts'
import { findUnwillingAddresses } from '../suppressions/suppressions.service.ts'
import { findErasedAddresses } from '../tombstones/tombstones.service.ts'
import { findRowsAbout, findWouldBePeople, insertRows, type NewRow } from './import-rows.repository.ts'
import { ImportedContact } from './imports.jobs.ts'
import { lockImport, updateImport } from './imports.repository.ts'
import { type CheckedRow, judge, keysOf, type Person, type Verdict } from './judging.rules.ts'
import { fieldsOf, type ReadRow } from './values.rules.ts'

/** Checks what a row says by the rules of the API. */
export function checkRow(row: ReadRow): CheckedRow {
  const { number } = row
  if ('unreadable' in row) return { number, reject: row.unreadable }
  const checked = ImportedContact.safeParse(fieldsOf(row.said))
  return checked.success ? { number, fields: checked.data } : { number, reject: mistakesIn(checked.error) }
}

const mistakesIn = ({ issues }: z.ZodError): string =>
  issues
    .map(({ path, message }) => `${path.join(' ')}: ${message}`)
    .join('; ')
    .slice(0, 500)

/**
 * Deals with the next rows of an import, all of it in the caller's transaction, position included.
 *
 * @param from how many rows were dealt with when these were read
 * @param tombstones what the addresses of erased people are hashed with
 * @returns false, with nothing done, when somebody else has moved on meanwhile
 */
export async function dealWithRows(
  trx: PracticeTrx,
  { importId, from, tombstones }: { importId: string; from: number; tombstones: Buffer },
  rows: CheckedRow[],
): Promise<boolean> {
  const current = await lockImport(trx, importId)
  if (current?.status !== 'running' || current.revertRequestedAt || current.processed !== from) return false
  const { clientId, dryRun } = current
  const recognition = recognitionOf(rows)
  const contacts = await lockKnownContacts(trx, clientId, recognition)
  const rowsAbout = await findRowsAbout(trx, { clientId, importId }, contacts.map(({ id }) => id)) // prettier-ignore
  const people = contacts.map((contact): Person => ({ ...contact, contactId: contact.id, row: rowsAbout.get(contact.id), fields: contact })) // prettier-ignore
  if (dryRun) people.push(...(await wouldBePeople(trx, { clientId, importId }, recognition)))
  const verdicts = judge(rows, people, {
    erased: await findErasedAddresses(trx, tombstones, clientId, recognition.emailKeys),
    unwilling: await findUnwillingAddresses(trx, clientId, recognition.emailKeys),
  })
  if (!dryRun) await carryOut(trx, clientId, verdicts, contacts)
  await insertRows(trx, { clientId, importId }, verdicts.map((verdict) => rowOf(verdict, dryRun))) // prettier-ignore
  const count = (outcome: Verdict['outcome']) => verdicts.filter((verdict) => verdict.outcome === outcome).length
  await updateImport(trx, importId, {
    processed: from + rows.length,
    creates: current.creates + count('create'),
    updates: current.updates + count('update'),
    duplicates: current.duplicates + count('duplicate'),
    rejects: current.rejects + count('reject'),
  })
  return true
}

function recognitionOf(rows: CheckedRow[]) {
  const keys = rows.flatMap((row) => ('fields' in row ? [keysOf(row.fields)] : []))
  return {
    emailKeys: keys.flatMap(({ emailKey }) => emailKey ?? []),
    names: keys.flatMap(({ nameKey, companyKey }) => (nameKey ? [{ nameKey, companyKey }] : [])),
  }
}

async function wouldBePeople(
  trx: PracticeTrx,
  place: { clientId: string; importId: string },
  recognition: ReturnType<typeof recognitionOf>,
): Promise<Person[]> {
  const found = await findWouldBePeople(trx, place, recognition)
  return found.map(({ number, emailKey, nameKey, companyKey }) => ({
    contactId: null,
    row: number,
    emailKey,
    nameKey: nameKey!,
    companyKey,
    fields: {},
  }))
}

async function carryOut(
  trx: PracticeTrx,
  clientId: string,
  verdicts: Verdict[],
  contacts: KnownContact[],
): Promise<void> {
  const created = verdicts.flatMap((verdict) => {
    if (verdict.outcome !== 'create') return []
    verdict.person.contactId = newId()
    return [{ id: verdict.person.contactId, fields: verdict.fields }]
  })
  if (created.length > 0) await createContacts(trx, clientId, created)
  const byId = new Map(contacts.map((contact) => [contact.id, contact]))
  const edits = verdicts.flatMap((verdict) =>
    verdict.outcome === 'update' ? [{ contact: byId.get(verdict.person.contactId!)!, changes: verdict.after }] : [],
  )
  if (edits.length > 0) await editContacts(trx, clientId, edits)
}

function rowOf(verdict: Verdict, dryRun: boolean): NewRow {
  const { number, outcome } = verdict
  if (outcome === 'reject') return { number, outcome, reason: verdict.reason }
  const { contactId, emailKey, nameKey, companyKey } = verdict.person
  const row: NewRow = { number, outcome, ...(contactId ? { contact_id: contactId } : {}) }
  if (outcome === 'duplicate') return { ...row, reason: verdict.reason }
  if (outcome === 'update') return { ...row, before: verdict.before, after: verdict.after }
  return dryRun ? { ...row, email_key: emailKey, name_key: nameKey, company_key: companyKey } : row
}
