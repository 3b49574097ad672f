import { invalidField, notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addDays, dayOf } from '../../infra/time/calendar.ts'
import { recordEvent } from '../events/events.service.ts'
import { cadenceOf, type CadenceRule } from './cadence.rules.ts'
import { type CadenceRow, findCadence, lockCadence, writeChosenDay, writeOwnCadence, writePlannedDay } from './contact-cadence.repository.ts' // prettier-ignore
import { dueAtOn } from './due.rules.ts'
import { dormancyOf } from './follow-up.rules.ts'
import { followUpsChanged } from './planning.service.ts'
import { findTerms } from './policies.repository.ts'

/** How often a contact hears from the client, who said so, and when they should next. */
export type ContactCadence = Awaited<ReturnType<typeof describe>>

/** The latest day that a follow-up may be put off to. */
const furthestDays = 5 * 366

/** The cadence of a contact that the caller may see; of one that was merged, what it is now part of. @throws 404 */
export async function getContactCadence(trx: PracticeTrx, contactId: string): Promise<ContactCadence> {
  return describe(trx, await getRow(trx, contactId))
}

/** As `getContactCadence`, and nobody else changes it until the transaction ends. */
export async function getContactCadenceLocked(trx: PracticeTrx, contactId: string): Promise<ContactCadence> {
  return describe(trx, await getRowLocked(trx, contactId))
}

/** Gives a contact a cadence of their own, from today on; null lets them inherit one again. @throws 404 */
export async function setContactCadence(
  trx: PracticeTrx,
  contactId: string,
  rule: CadenceRule | null,
): Promise<ContactCadence> {
  const { id, clientId, timeZone } = await getRowLocked(trx, contactId)
  await writeOwnCadence(trx, id, rule && { rule, on: dayOf(trx.now, timeZone) })
  await recordEvent(trx, {
    kind: rule ? 'contact.cadence_set' : 'contact.cadence_inherited',
    subjectId: id,
    clientId,
    payload: { ...rule },
  })
  await followUpsChanged(trx, clientId, [id])
  return getContactCadence(trx, id)
}

/**
 * Puts a contact's follow-up off until a day of the client's calendar: that day, or later if its week is full. It holds
 * until the two are in touch.
 *
 * @throws 404, 422 for a day that is not to come, or more than five years away
 */
export async function snoozeContact(trx: PracticeTrx, contactId: string, until: string): Promise<ContactCadence> {
  const { id, clientId, timeZone } = await getRowLocked(trx, contactId)
  const today = dayOf(trx.now, timeZone)
  if (until <= today) throw invalidField('/until', `must lie after today, ${today} for this client`)
  if (until > addDays(today, furthestDays)) throw invalidField('/until', 'must lie within five years')
  await chooseDay(trx, id, until)
  await recordEvent(trx, { kind: 'contact.snoozed', subjectId: id, clientId, payload: { until } })
  await followUpsChanged(trx, clientId, [id])
  return getContactCadence(trx, id)
}

/** Takes a day back that a follow-up was put off to: it is put off to another, or not at all. @throws 404 */
export async function wakeContact(trx: PracticeTrx, contactId: string, until: string | null): Promise<void> {
  const { id, clientId } = await getRowLocked(trx, contactId)
  await chooseDay(trx, id, until)
  await recordEvent(trx, { kind: 'contact.woken', subjectId: id, clientId, payload: { until } })
  await followUpsChanged(trx, clientId, [id])
}

/**
 * After something was taken back: whoever was due is due since the same day again, whether or not this week has room. A
 * day to come is left to the plan. @throws 404
 */
export async function dueAgain(trx: PracticeTrx, contactId: string, since: string): Promise<void> {
  await lockCadence(trx, contactId)
  const { plannedOn, timeZone } = await getRow(trx, contactId)
  if (plannedOn !== null && since <= dayOf(trx.now, timeZone)) await writePlannedDay(trx, contactId, since)
}

/**
 * Notes the day on which a client wants to be in touch, whatever the cadence says; null takes it back. Whoever calls
 * holds the contact, and says `followUpsChanged` afterwards.
 */
export const chooseDay = (trx: PracticeTrx, contactId: string, on: string | null): Promise<void> =>
  writeChosenDay(trx, contactId, on)

async function getRow(trx: PracticeTrx, contactId: string): Promise<CadenceRow> {
  const row = await findCadence(trx, contactId)
  if (!row) throw notFound()
  return row
}

async function getRowLocked(trx: PracticeTrx, contactId: string): Promise<CadenceRow> {
  await lockCadence(trx, contactId)
  return getRow(trx, contactId)
}

async function describe(trx: PracticeTrx, row: CadenceRow) {
  const { id, clientId, timeZone, plannedOn, since, everyDays, step, idealOn, latestOn, snoozedUntil } = row
  const { coolingOn, dormantOn } = row
  const { policies } = (await findTerms(trx, clientId))!
  const own = row.status && { status: row.status, stepsDays: row.stepsDays }
  const { status, stepsDays, source } = cadenceOf({ ...row, own }, policies)
  return {
    contactId: id,
    clientId,
    own,
    status,
    stepsDays,
    appliesBecause: source,
    since,
    step,
    everyDays,
    idealOn,
    latestOn,
    snoozedUntil,
    nextFollowUpOn: plannedOn,
    dueAt: plannedOn && dueAtOn(plannedOn, timeZone),
    dormancy: coolingOn && dormantOn ? dormancyOf({ coolingOn, dormantOn }, dayOf(trx.now, timeZone)) : null,
  }
}
