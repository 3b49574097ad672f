import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { getClient } from '../clients/clients.service.ts'
import { finishTask, getTask, type Task } from '../tasks/tasks.service.ts'
import { markTold } from './recipients.service.ts'

const toldVia = { call: 'call', draft: 'letter' } as const

/**
 * Ends a task. A call made or a letter sent means that this person was told, today on the client's calendar.
 *
 * @throws 404, 409 for tasks that end with a decision about their subject
 */
export async function doTask(trx: PracticeTrx, id: string, { offeredHelp }: { offeredHelp: boolean }): Promise<Task> {
  const task = await getTask(trx, id)
  if (task.status === 'open' && task.clientId && (task.kind === 'call' || task.kind === 'draft')) {
    const { timeZone } = await getClient(trx, task.clientId)
    await markTold(trx, task.subjectId, { via: toldVia[task.kind], on: dayOf(trx.now, timeZone), offeredHelp })
    return getTask(trx, id)
  }
  return finishTask(trx, id)
}
