import { type Kysely, sql } from 'kysely'

/** What a network did lately, of however much it did, for the digest that tells of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create index introductions_by_creation on introductions (practice_id, client_id, created_at);
    create index opportunities_told_of on opportunities (practice_id, client_id, created_at)
      where source_contact_id is not null;
  `,
    )
    .execute(db)
}
