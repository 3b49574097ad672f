import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

export interface SimulatedClient {
  id: string
  name: string
  timeZone: string
}

/** More would take longer than anybody waits for. */
const most = 200

/** One client, or those who are coached, by name. */
export function listSimulatedClients(trx: PracticeTrx, clientId: string | undefined): Promise<SimulatedClient[]> {
  const query = trx.selectFrom('clients').select(['id', 'name', 'timeZone']).where('practiceId', '=', trx.practiceId)
  const those = clientId ? query.where('id', '=', clientId) : query.where('status', 'in', ['active', 'suspended'])
  return those.orderBy('name').orderBy('id').limit(sql.lit(most)).execute()
}
