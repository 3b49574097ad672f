import { type Kysely, sql } from 'kysely'

/** One person who was entered twice becomes one contact; tags are renamed wherever they stand. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create table merges (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      -- The survivor.
      contact_id uuid not null,
      -- What undoing needs: the contacts as they were, what was moved, dropped and changed. Gone when time is up.
      record jsonb,
      merged_at timestamptz(3) not null,
      undo_until timestamptz(3) not null,
      undone_at timestamptz(3),
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      foreign key (practice_id, client_id, contact_id)
        references contacts (practice_id, client_id, id) on delete cascade
    );
    create index merges_survivor on merges (practice_id, client_id, contact_id);
    call app.protect_client_table('merges');

    -- Ids that contacts had who are now part of another.
    create table merged_contacts (
      practice_id uuid not null references practices,
      client_id uuid not null,
      contact_id uuid not null,
      survivor_contact_id uuid not null,
      merge_id uuid not null,
      primary key (practice_id, contact_id),
      foreign key (practice_id, client_id, survivor_contact_id)
        references contacts (practice_id, client_id, id) on delete cascade,
      foreign key (practice_id, client_id, merge_id)
        references merges (practice_id, client_id, id) on delete cascade
    );
    create index merged_contacts_survivor on merged_contacts (practice_id, client_id, survivor_contact_id);
    create index merged_contacts_merge on merged_contacts (practice_id, client_id, merge_id);
    call app.protect_client_table('merged_contacts');

    -- Two that look alike and are not: whoever said so need not say it again.
    create table dismissed_duplicates (
      practice_id uuid not null references practices,
      client_id uuid not null,
      contact_id uuid not null,
      other_contact_id uuid not null,
      dismissed_at timestamptz(3) not null,
      primary key (practice_id, client_id, contact_id, other_contact_id),
      check (contact_id <> other_contact_id),
      foreign key (practice_id, client_id, contact_id)
        references contacts (practice_id, client_id, id) on delete cascade,
      foreign key (practice_id, client_id, other_contact_id)
        references contacts (practice_id, client_id, id) on delete cascade
    );
    create index dismissed_duplicates_other on dismissed_duplicates (practice_id, client_id, other_contact_id);
    call app.protect_client_table('dismissed_duplicates');

    -- As it is written at this contact; the key is what spellings have in common.
    alter table contact_tags add column tag text;
    alter table contact_tags no force row level security;
    update contact_tags set tag = tag_key;
    alter table contact_tags force row level security;
    alter table contact_tags alter column tag set not null;
  `,
    )
    .execute(db)
}
