import { type Kysely, sql } from 'kysely'

/** Exports come back: their people, what was done with them, and who led to whom. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    alter table imports drop constraint imports_format_check,
      add constraint imports_format_check
        check (format in ('linkedin', 'google', 'outlook', 'csv', 'vcard', 'cadre'));

    alter table introductions add unique (practice_id, client_id, id);
    alter table import_rows
      add column part text not null default 'contacts'
        check (part in ('contacts', 'interactions', 'introductions')),
      -- What the file calls it, and others in the file by that.
      add column source_id uuid,
      add column interaction_id uuid,
      add column introduction_id uuid,
      add foreign key (practice_id, client_id, interaction_id)
        references interactions (practice_id, client_id, id) on delete set null (interaction_id),
      add foreign key (practice_id, client_id, introduction_id)
        references introductions (practice_id, client_id, id) on delete set null (introduction_id);
    create index import_rows_source on import_rows (practice_id, client_id, import_id, source_id)
      where source_id is not null;
    create index import_rows_interaction on import_rows (practice_id, client_id, interaction_id)
      where interaction_id is not null;
    create index import_rows_introduction on import_rows (practice_id, client_id, introduction_id)
      where introduction_id is not null;
  `,
    )
    .execute(db)
}
