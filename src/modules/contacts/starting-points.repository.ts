import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** Whose next follow-up is nearest by their own rhythm, the closest first where that is the same; nobody who is left alone. */
export async function listNearestByRhythm(
  trx: PracticeTrx,
  clientId: string,
  { today, limit }: { today: string; limit: number },
): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from contacts
     where practice_id = ${trx.practiceId} and client_id = ${clientId} and next_follow_up_on is not null
     order by (next_follow_up_on - ${today}::date)::real / follow_up_every_days,
              array_position(array['inner', 'active', 'extended'], tier), id
     limit ${sql.lit(limit)}`.execute(trx)
  return rows
}
