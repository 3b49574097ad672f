import type { PracticeTrx } from '../../infra/db/scope.ts'
import { getClientLocked } from '../clients/clients.service.ts'
import { scheduleMany } from '../agenda/agenda.service.ts'
import { askForVerdicts } from './due.repository.ts'
import { putDueOnAgenda, tellOfLedgers } from './due.service.ts'
import { daysOffChanged } from './periods.jobs.ts'
import { holdUnclosedPeriods, listClientsUnclosed, type Period, updatePeriod } from './periods.repository.ts'
import { daysOffOf } from './periods.service.ts'
import { askAgain } from './planning.rules.ts'

/**
 * After something that a client did was logged, changed or removed: what was judged and is not closed is judged again,
 * from the first instant on that this may tell on (who is new later depends on what was earlier).
 *
 * @param instants when it happened, before and after the change
 */
export async function judgeAgain(
  trx: PracticeTrx,
  clientId: string,
  instants: Date[],
  because: NonNullable<Period['dueBecause']>,
): Promise<void> {
  const from = new Date(Math.min(...instants.map((at) => at.getTime())))
  const { any, isSuspended } = await askForVerdicts(trx, clientId, { from, because })
  if (any) await putDueOnAgenda(trx, [trx.now])
  if (isSuspended) await tellOfLedgers(trx, [clientId])
}

/** After a practice's holidays have changed: every client is looked at in a step of their own. */
export async function askAgainAfterHolidays(trx: PracticeTrx): Promise<void> {
  const clientIds = await listClientsUnclosed(trx)
  await scheduleMany(
    trx,
    clientIds.map((clientId) => ({ kind: daysOffChanged, subjectId: clientId, clientId, dueAt: trx.now })),
  )
}

/**
 * After days off have changed, a client's or everybody's: what is not closed asks for its share of the other days.
 *
 * @throws 404
 */
export async function askAgainWithoutDaysOff(
  trx: PracticeTrx,
  clientId: string,
  because: 'break_changed' | 'holidays_changed',
): Promise<void> {
  await getClientLocked(trx, clientId)
  const periods = await holdUnclosedPeriods(trx, clientId)
  if (periods.length === 0) return
  const daysOff = await daysOffOf(trx, clientId, periods[0]!.startsOn)
  let again = false
  for (const period of periods) {
    const { days, targets } = askAgain(period, daysOff)
    if (days === period.days) continue
    const judged = period.judgedAt !== null
    again ||= judged
    await updatePeriod(trx, period.id, {
      days,
      targets: JSON.stringify(targets),
      ...(judged && { dueAt: trx.now, dueBecause: because }),
    })
  }
  if (again) await putDueOnAgenda(trx, [trx.now])
  await tellOfLedgers(trx, [clientId])
}
