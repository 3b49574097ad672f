import { invalidField, notFound } from '../../errors.ts'
import type { PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addDays, dayOf } from '../../infra/time/calendar.ts'
import { getClient, getClientLocked } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { judgingTerms } from '../periods/judging-terms.service.ts'
import { askAgainWithoutDaysOff } from '../periods/rejudging.service.ts'
import { breakHasBegun, breakOverlaps, breakTooSoon } from './breaks.problems.ts'
import { type Break, deleteBreak, findBreak, findOverlapping, insertBreak, listBreaks } from './breaks.repository.ts'
import type { DeclareBreakBody } from './breaks.schemas.ts'

/** A client's breaks, latest first. @throws 404 for the client */
export async function listBreaksOfClient(trx: PracticeTrx, clientId: string, page: PageRequest) {
  await getClient(trx, clientId)
  return listBreaks(trx, clientId, page)
}

/**
 * Declares days on which nothing is asked. Periods ask their share of the other days; those that have been judged and
 * are not closed are judged again.
 *
 * @throws 404, 409 for a client at shorter notice than the policy's, or days of another break, 422 for days out of order
 */
export async function declareBreak(trx: PracticeTrx, clientId: string, body: DeclareBreakBody): Promise<Break> {
  await getClientLocked(trx, clientId)
  const { startsOn, endsOn, reason = null } = body
  if (endsOn < startsOn) throw invalidField('/endsOn', 'must not lie before it starts')
  if (endsOn > addDays(startsOn, 366)) throw invalidField('/endsOn', 'must not lie more than a year after it starts')
  const byClient = trx.actor.kind === 'client'
  if (byClient) await requireNotice(trx, clientId, startsOn)
  const other = await findOverlapping(trx, clientId, body)
  if (other) throw breakOverlaps(`One lasts from ${other.startsOn} to ${other.endsOn}.`)
  const declared = await insertBreak(trx, {
    clientId,
    startsOn,
    endsOn,
    reason,
    declaredBy: byClient ? 'client' : 'coach',
  })
  await recordEvent(trx, {
    kind: 'break.declared',
    subjectId: declared.id,
    clientId,
    payload: { startsOn, endsOn, reason },
  })
  await askAgainWithoutDaysOff(trx, clientId, 'break_changed')
  return declared
}

/** A break that the caller may see. @throws 404 */
export async function getBreak(trx: PracticeTrx, id: string): Promise<Break> {
  const found = await findBreak(trx, id)
  if (!found) throw notFound()
  return found
}

/** Calls a break off that has not begun. @throws 404, 409 */
export async function callOffBreak(trx: PracticeTrx, id: string): Promise<void> {
  const { clientId, startsOn, endsOn } = await getBreak(trx, id)
  const { timeZone } = await getClientLocked(trx, clientId)
  if (startsOn <= dayOf(trx.now, timeZone))
    throw breakHasBegun('What was not asked of them cannot be asked afterwards.')
  await deleteBreak(trx, id)
  await recordEvent(trx, { kind: 'break.called_off', subjectId: id, clientId, payload: { startsOn, endsOn } })
  await askAgainWithoutDaysOff(trx, clientId, 'break_changed')
}

/** The client's day, and from which one on they may take a break without asking. @throws 404 */
export async function readNotice(trx: PracticeTrx, clientId: string): Promise<{ today: string; earliest: string }> {
  const today = dayOf(trx.now, (await getClient(trx, clientId)).timeZone)
  return { today, earliest: addDays(today, (await judgingTerms(trx)).breakNoticeDays) }
}

async function requireNotice(trx: PracticeTrx, clientId: string, startsOn: string): Promise<void> {
  const { earliest } = await readNotice(trx, clientId)
  if (startsOn < earliest) throw breakTooSoon(`By yourself you can take a break from ${earliest} on; ask your coach.`)
}
