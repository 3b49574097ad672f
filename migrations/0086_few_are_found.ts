import { type Kysely, sql } from 'kysely'

/**
 * Whom a search finds is looked up by index: PostgreSQL, which takes a client for one of a handful of contacts, would
 * sooner read all of them than twenty. With one expected it asks for each.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter function app.find_contacts(uuid, uuid, text) rows 1').execute(db)
}
