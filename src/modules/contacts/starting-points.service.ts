import type { PracticeTrx } from '../../infra/db/scope.ts'
import { dayOf } from '../../infra/time/calendar.ts'
import { getClient } from '../clients/clients.service.ts'
import { listNearestByRhythm } from './starting-points.repository.ts'

/** Whom a client could begin with, whatever for: who is overdue by their own rhythm, then whose turn comes next. @throws 404 */
export async function listToStartWith(
  trx: PracticeTrx,
  clientId: string,
  limit: number,
): Promise<{ id: string; name: string }[]> {
  const { timeZone } = await getClient(trx, clientId)
  return listNearestByRhythm(trx, clientId, { today: dayOf(trx.now, timeZone), limit })
}
