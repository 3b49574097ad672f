import type { Insertable } from 'kysely'
import type { Messages } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

export async function insertMessages(trx: PracticeTrx, rows: Insertable<Messages>[]): Promise<void> {
  await trx.insertInto('messages').values(rows).execute()
}
