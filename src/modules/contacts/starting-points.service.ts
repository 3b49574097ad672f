import type { PracticeTrx } from '../../infra/db/scope.ts'
import { listLongestUntouched } from './starting-points.repository.ts'

/** Whom a client could begin with: the closest first, and of these who has heard nothing for longest. */
export const listToStartWith = (
  trx: PracticeTrx,
  clientId: string,
  limit: number,
): Promise<{ id: string; name: string }[]> => listLongestUntouched(trx, clientId, limit)
