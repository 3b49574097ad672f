import type { Insertable } from 'kysely'
import { inBatches } from '../../infra/db/batches.ts'
import type { Events } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

export async function insertEvents(trx: PracticeTrx, rows: Insertable<Events>[]): Promise<void> {
  for (const batch of inBatches(rows)) await trx.insertInto('events').values(batch).execute()
}
