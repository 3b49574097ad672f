import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { getClient } from '../clients/clients.service.ts'
import { finishTask, getTask, type Task } from '../tasks/tasks.service.ts'
import { getRecipientLocked } from './recipients.service.ts'
import { markTold } from './telling.service.ts'

/** How somebody was told, by their channel; a note that came back became a call. */
const toldVia = { call: 'call', letter: 'letter', self: 'email', email: 'call' } as const

/**
 * Ends a task. A call made or a letter sent means that this person was told, today on the client's calendar; what a
 * letter offers was offered, unless said otherwise.
 *
 * @throws 404, 409 for tasks that end with a decision about their subject
 */
export async function doTask(trx: PracticeTrx, id: string, how: { offeredHelp?: boolean }): Promise<Task> {
  const task = await getTask(trx, id)
  if (task.status !== 'open' || (task.kind !== 'call' && task.kind !== 'draft')) return finishTask(trx, id)
  const { recipient } = await getRecipientLocked(trx, task.subjectId)
  // Looked at again once it is held: two clicks at once are one call.
  if ((await getTask(trx, id)).status === 'open') {
    const { timeZone } = await getClient(trx, recipient.clientId)
    const offeredHelp = how.offeredHelp ?? (task.kind === 'draft' && recipient.offersHelp)
    await markTold(trx, recipient.id, { via: toldVia[recipient.channel], on: dayOf(trx.now, timeZone), offeredHelp })
  }
  return getTask(trx, id)
}
