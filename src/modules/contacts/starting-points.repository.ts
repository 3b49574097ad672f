import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** Tier by tier, those who may be written to and were longest not spoken with. */
export function listLongestUntouched(
  trx: PracticeTrx,
  clientId: string,
  limit: number,
): Promise<{ id: string; name: string }[]> {
  return trx
    .selectFrom('contacts')
    .select(['id', 'name'])
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('doNotContact', '=', false)
    .orderBy(sql`array_position(array['inner', 'active', 'extended'], tier)`)
    .orderBy(sql`coalesce(last_interaction_at, '-infinity'::timestamptz)`)
    .orderBy('id')
    .limit(sql.lit(limit))
    .execute()
}
