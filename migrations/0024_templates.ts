import { type Kysely, sql } from 'kysely'

/** A practice's own templates, version by version, which of them are in use, and what its mail is written on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- Never changed: whoever wants another text writes another version. The built-in one, version 0, is written nowhere.
    create table template_versions (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      kind text not null,
      version integer not null check (version > 0),
      subject text not null,
      body text not null,
      language text not null,
      note text,
      created_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, kind, version)
    );
    call app.protect_practice_table('template_versions');

    -- Of each kind the version in use; none is the built-in one.
    create table published_templates (
      practice_id uuid not null references practices,
      kind text not null,
      version integer not null,
      published_at timestamptz(3) not null,
      -- When a letter last could not be written with it, and went out as the built-in one.
      failed_at timestamptz(3),
      failure text,
      primary key (practice_id, kind),
      foreign key (practice_id, kind, version) references template_versions (practice_id, kind, version)
    );
    create index published_templates_version on published_templates (practice_id, kind, version);
    call app.protect_practice_table('published_templates');

    alter table practices
      add accent_color text check (accent_color ~ '^#[0-9a-f]{6}$'),
      add postal_address text;
  `,
    )
    .execute(db)
}
