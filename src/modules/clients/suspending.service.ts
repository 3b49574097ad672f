import type { PracticeTrx } from '../../infra/db/scope.ts'
import { type Client, updateClient } from './clients.repository.ts'

/** A client is suspended, or what they were before, by where they stand on the ladder and by nothing else. */
export const followStanding = (trx: PracticeTrx, clientId: string, status: Client['status']): Promise<boolean> =>
  updateClient(trx, clientId, { status })
