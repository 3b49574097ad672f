import type { PracticeTrx } from '../../infra/db/scope.ts'
import { enqueueMany, finishWork, lockWorkToDo } from '../outbox/outbox.service.ts'
import { planFollowUpsAnew } from './cadences.jobs.ts'
import { planClient } from './planning.service.ts'
import { listClientsWithContacts } from './plan.repository.ts'

/**
 * Makes the next plan that was asked for in the practice: of one client, however often it was asked for meanwhile. To be
 * asked of all clients becomes to be asked of each.
 *
 * @returns whether there may be more to do
 */
export async function planNextClient(trx: PracticeTrx): Promise<boolean> {
  const work = (await lockWorkToDo(trx, planFollowUpsAnew)).map(({ id, payload }) => ({
    id,
    clientId: planFollowUpsAnew.payload.parse(payload).clientId,
  }))
  const [first] = work
  if (!first) return false
  if (first.clientId === null) {
    const clientIds = await listClientsWithContacts(trx)
    await enqueueMany(
      trx,
      planFollowUpsAnew,
      clientIds.map((clientId) => ({ clientId })),
    )
  } else await planClient(trx, first.clientId)
  const done = work.filter(({ clientId }) => clientId === first.clientId)
  await finishWork(
    trx,
    done.map(({ id }) => id),
  )
  return true
}
