import type { z } from 'zod'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { getClient, getClientLocked } from '../clients/clients.service.ts'
import { getMemberIfThere } from '../members/members.service.ts'
import { bringCadencePolicies } from './bringing-cadence-policy.service.ts'
import { bringContacts } from './bringing-contacts.service.ts'
import { bringHelpOffers } from './bringing-help-offers.service.ts'
import { bringInteractions } from './bringing-interactions.service.ts'
import { bringIntroductions } from './bringing-introductions.service.ts'
import { bringInterviews, bringOpportunities, bringSearches } from './bringing-searches.service.ts'
import { insertRows, type NewRow } from './import-rows.repository.ts'
import { filedThings, ImportedContact } from './imports.jobs.ts'
import { findImport, type Import, lockImport, updateImport } from './imports.repository.ts'
import type { CheckedRow } from './judging.rules.ts'
import type { CheckedOf, CheckedThing, NetworkThing, ThingPart } from './network-file.rules.ts'
import { fieldsOf, type ReadRow } from './values.rules.ts'

/** Whatever a file says, checked. */
export type Checked = CheckedRow | CheckedThing

/** Checks what a row says by the rules of the API. */
export function checkRow(row: ReadRow | NetworkThing): Checked {
  const { number } = row
  if ('part' in row) return checkThing(row)
  if ('unreadable' in row) return { number, reject: row.unreadable }
  const checked = ImportedContact.safeParse(fieldsOf(row.said))
  return checked.success ? { number, fields: checked.data } : { number, reject: mistakesIn(checked.error) }
}

function checkThing({ number, part, thing }: NetworkThing): Checked {
  if (part === 'contacts') {
    const { data, error } = filedThings.contacts.safeParse(thing)
    if (error) return { number, reject: mistakesIn(error) }
    const { id: sourceId, ...fields } = data
    return { number, sourceId, fields }
  }
  const { data, error } = filedThings[part].safeParse(thing)
  return (error ? { number, part, reject: mistakesIn(error) } : { number, part, filed: data }) as CheckedThing
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
  rows: Checked[],
): Promise<boolean> {
  const { clientId } = (await findImport(trx, importId))!
  const hasThings = rows.some((row) => 'part' in row)
  // Whoever changes searches holds the client first.
  const { timeZone } = await (hasThings ? getClientLocked : getClient)(trx, clientId)
  const current = await lockImport(trx, importId)
  if (current?.status !== 'running' || current.revertRequestedAt || current.processed !== from) return false
  const into = { importId, clientId, dryRun: current.dryRun, tombstones, today: dayOf(trx.now, timeZone) }
  const count = { create: 0, update: 0, duplicate: 0, reject: 0 }
  const keep = async (done: NewRow[]) => {
    if (done.length > 0) await insertRows(trx, into, done)
    for (const { outcome } of done) count[outcome] += 1
  }
  const of = <Part extends ThingPart>(part: Part) =>
    rows.filter((row): row is CheckedOf<Part> => 'part' in row && row.part === part)
  // What comes later in a file names what came before.
  await keep(await bringContacts(trx, into, rows.filter((row): row is CheckedRow => !('part' in row)))) // prettier-ignore
  if (hasThings) {
    await keep(await bringSearches(trx, into, of('searches')))
    await keep(await bringOpportunities(trx, into, of('opportunities')))
    await keep(await bringInterviews(trx, into, of('interviews')))
    await keep(await bringInteractions(trx, into, of('interactions')))
    await keep(await bringIntroductions(trx, into, of('introductions')))
    await keep(await bringHelpOffers(trx, into, of('helpOffers')))
    await keep(await bringCadencePolicies(trx, into, of('cadencePolicies'), () => mayDecide(trx, current)))
  }
  await updateImport(trx, importId, {
    processed: from + rows.length,
    creates: current.creates + count.create,
    updates: current.updates + count.update,
    duplicates: current.duplicates + count.duplicate,
    rejects: current.rejects + count.reject,
  })
  return true
}

/** Whether whoever asked for an import may say how the client keeps in touch: assistants may not, as anywhere else. */
async function mayDecide(trx: PracticeTrx, { askedByMemberId }: Import): Promise<boolean> {
  const member = askedByMemberId === null ? undefined : await getMemberIfThere(trx, askedByMemberId)
  return askedByMemberId === null || (member !== undefined && member.role !== 'assistant')
}
