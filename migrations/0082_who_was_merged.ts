import { type Kysely, sql } from 'kysely'

/** By what those were known who are part of another contact: a file that still has them does not bring them back. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    alter table merged_contacts add column email_key text, add column name_key text, add column company_key text;
    create index merged_contacts_email on merged_contacts (practice_id, client_id, email_key)
      where email_key is not null;
    create index merged_contacts_name on merged_contacts (practice_id, client_id, name_key) where name_key is not null;
  `,
    )
    .execute(db)
}
