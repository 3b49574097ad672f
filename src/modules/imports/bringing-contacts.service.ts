import type { PracticeTrx } from '../../infra/db/scope.ts'
import { newId } from '../../infra/security/ids.ts'
import { createContacts, editContacts, type KnownContact, lockKnownContacts } from '../contacts/bulk.service.ts'
import { findMergedPeople } from '../merges/merges.service.ts'
import { findUnwillingAddresses } from '../suppressions/suppressions.service.ts'
import { findErasedAddresses } from '../tombstones/tombstones.service.ts'
import { findRowsAbout, findWouldBePeople, type NewRow } from './import-rows.repository.ts'
import { type CheckedRow, judge, keysOf, type Person, type Verdict } from './judging.rules.ts'

/** Whose network rows are for, and whether they are only judged. */
export interface Bringing {
  importId: string
  clientId: string
  dryRun: boolean
  /** What the addresses of erased people are hashed with. */
  tombstones: Buffer
  /** The client's day. */
  today: string
}

/** Judges rows about contacts, and unless it is a dry run does what they ask for. @returns what became of each */
export async function bringContacts(trx: PracticeTrx, into: Bringing, checked: CheckedRow[]): Promise<NewRow[]> {
  const { clientId, dryRun, tombstones, today } = into
  const rows = checked.map((row) => notBefore(today, row))
  const recognition = recognitionOf(rows)
  const contacts = await lockKnownContacts(trx, clientId, recognition)
  const rowsAbout = await findRowsAbout(trx, into, contacts.map(({ id }) => id)) // prettier-ignore
  const people = contacts.map((contact): Person => ({ ...contact, contactId: contact.id, row: rowsAbout.get(contact.id), fields: contact })) // prettier-ignore
  if (dryRun) people.push(...(await wouldBePeople(trx, into, recognition)))
  const verdicts = judge(rows, people, {
    erased: await findErasedAddresses(trx, tombstones, clientId, recognition.emailKeys),
    unwilling: await findUnwillingAddresses(trx, clientId, recognition.emailKeys),
    merged: await findMergedPeople(trx, clientId, recognition),
  })
  if (!dryRun) await carryOut(trx, clientId, verdicts, contacts)
  return verdicts.map((verdict, index) => ({ ...rowOf(verdict, dryRun), source_id: rows[index]!.sourceId }))
}

/** A cadence of one's own holds since a day that has been. */
const notBefore = (today: string, row: CheckedRow): CheckedRow =>
  'fields' in row && row.fields.cadence && row.fields.cadence.setOn > today
    ? { number: row.number, reject: `cadence setOn: must not lie in the future; today is ${today} for the client` }
    : row

function recognitionOf(rows: CheckedRow[]) {
  const keys = rows.flatMap((row) => ('fields' in row ? [keysOf(row.fields)] : []))
  return {
    emailKeys: keys.flatMap(({ emailKey }) => emailKey ?? []),
    nameKeys: keys.flatMap(({ nameKey }) => nameKey ?? []),
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
