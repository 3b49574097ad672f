import { type Kysely, sql } from 'kysely'

/**
 * Whoever asks for a person across the networks of a practice asks by their address: for whom several clients know, and
 * for what is held of somebody. Runs as cadre_owner.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`create index contacts_address on contacts (practice_id, email_key, client_id) where email_key is not null`)
    .execute(db)
}
