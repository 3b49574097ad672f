import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/**
 * Keeps apart, until the transaction ends, who changes what a client's notes tell of and who begins to write them: those
 * who share do not wait for each other, but for whoever is alone.
 */
export async function holdNotes(trx: PracticeTrx, clientId: string, how: 'shared' | 'alone'): Promise<void> {
  const lock = sql.raw(how === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared')
  await sql`select ${lock}(hashtextextended('notes ' || ${clientId}, 0))`.execute(trx)
}

/** Whether a client has an announcement that is not over. */
export async function isAnnouncing(trx: PracticeTrx, clientId: string): Promise<boolean> {
  const one = await trx
    .selectFrom('announcements')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('status', 'not in', ['completed', 'cancelled'])
    .limit(sql.lit(1))
    .executeTakeFirst()
  return one !== undefined
}
