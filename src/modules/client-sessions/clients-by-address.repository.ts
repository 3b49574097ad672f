import { type Kysely, sql } from 'kysely'
import type { Database } from '../../infra/db/database.ts'

/** Whoever adds an address to many practices must not have it flooded from all of them at once. */
const most = 10

/** The clients with this address, whatever their practice; the ones added first if they are many. */
export async function findClientsByEmail(
  db: Kysely<Database>,
  emailKey: string,
  practiceId: string | undefined,
): Promise<{ practiceId: string; clientId: string }[]> {
  const { rows } = await sql<{ practiceId: string; clientId: string }>`
    select practice_id, client_id from app.find_clients_by_email(${emailKey})
     where practice_id = coalesce(${practiceId ?? null}::uuid, practice_id)
     order by client_id limit ${most}`.execute(db)
  return rows
}
