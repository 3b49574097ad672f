import { type Kysely, sql } from 'kysely'

/** Ids of contacts that were merged go on meaning somebody, wherever one is named. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create function app.contact_meant(p_practice uuid, p_contact uuid) returns uuid
      language sql stable parallel safe as $$
        select coalesce((select survivor_contact_id from merged_contacts
                          where practice_id = p_practice and contact_id = p_contact), p_contact)
      $$;
  `,
    )
    .execute(db)
}
