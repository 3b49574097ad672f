import { type Kysely, sql } from 'kysely'

/** Address books on their way in: the file until it is read, and what became of each of its rows. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create table imports (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      status text not null default 'queued' check (status in ('queued', 'running', 'done', 'failed', 'reverted')),
      dry_run boolean not null,
      file_name text,
      format text not null check (format in ('linkedin', 'google', 'outlook', 'csv', 'vcard')),
      encoding text not null check (encoding in ('utf-8', 'utf-16le', 'utf-16be', 'windows-1252')),
      -- Which column holds which field, where whoever sends the file says so.
      mapping jsonb,
      -- How many rows there are; null until the whole file was read once. Only then is anything changed.
      total integer,
      -- Rows that are dealt with: moves in the transaction that deals with them. Of a revert, rows taken back.
      processed integer not null default 0,
      creates integer not null default 0,
      updates integer not null default 0,
      duplicates integer not null default 0,
      rejects integer not null default 0,
      -- Of the file as a whole: { code, detail }
      failure jsonb,
      -- One piece of work of a client after the other, by when it was asked for.
      queued_at timestamptz(3) not null,
      finished_at timestamptz(3),
      revert_requested_at timestamptz(3),
      removed integer not null default 0,
      restored integer not null default 0,
      kept integer not null default 0,
      -- Rows from this one on have been taken back.
      revert_below integer,
      reverted_at timestamptz(3),
      created_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      foreign key (practice_id, client_id) references clients
    );
    create index imports_waiting on imports (practice_id, client_id, queued_at, id)
      where status in ('queued', 'running');
    call app.protect_client_table('imports');

    -- The file, until it has been dealt with.
    create table import_chunks (
      practice_id uuid not null references practices,
      client_id uuid not null,
      import_id uuid not null,
      number integer not null,
      bytes bytea not null,
      primary key (practice_id, client_id, import_id, number),
      foreign key (practice_id, client_id, import_id) references imports (practice_id, client_id, id) on delete cascade
    );
    alter table import_chunks alter column bytes set storage external;
    call app.protect_client_table('import_chunks');

    create table import_rows (
      practice_id uuid not null references practices,
      client_id uuid not null,
      import_id uuid not null,
      -- As a spreadsheet counts them; of a vCard file, the card's place.
      number integer not null,
      outcome text not null check (outcome in ('create', 'update', 'duplicate', 'reject')),
      reason text,
      contact_id uuid,
      -- Of an update, for taking it back: the fields it changed.
      before jsonb,
      after jsonb,
      -- Of somebody whom a dry run would have created: how they are recognised further down in the file.
      email_key text,
      name_key text,
      company_key text,
      revert text check (revert in ('removed', 'restored', 'kept')),
      revert_reason text,
      primary key (practice_id, client_id, import_id, number),
      foreign key (practice_id, client_id, import_id) references imports (practice_id, client_id, id) on delete cascade,
      foreign key (practice_id, client_id, contact_id)
        references contacts (practice_id, client_id, id) on delete set null (contact_id)
    );
    create index import_rows_contact on import_rows (practice_id, client_id, contact_id) where contact_id is not null;
    create index import_rows_outcome on import_rows (practice_id, client_id, import_id, outcome, number);
    create index import_rows_email on import_rows (practice_id, client_id, import_id, email_key)
      where email_key is not null;
    create index import_rows_name on import_rows (practice_id, client_id, import_id, name_key)
      where name_key is not null;
    call app.protect_client_table('import_rows');
  `,
    )
    .execute(db)
}
