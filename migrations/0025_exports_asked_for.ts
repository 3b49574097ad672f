import { type Kysely, sql } from 'kysely'

/** Who asked for an export is told when it is ready: a member, or the client where there is none. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table exports add asked_by_member_id uuid').execute(db)
}
