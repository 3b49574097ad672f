import { type Kysely, sql } from 'kysely'

/** What was done with links in mails: each button acts once, however often it is pressed, and says afterwards what it did. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create table link_uses (
      practice_id uuid not null references practices,
      -- Null where it was in a member's hands.
      client_id uuid,
      -- Of the token, which is kept nowhere but in the mail.
      link_hash bytea not null,
      -- The form that was sent, so that the browser may send it again.
      use_id uuid not null,
      purpose integer not null,
      -- Whether the link can be used only once.
      once boolean not null,
      -- What came of it: ids of what was made or changed.
      outcome jsonb not null default '{}',
      created_at timestamptz(3) not null,
      undone_at timestamptz(3),
      primary key (practice_id, link_hash, use_id),
      foreign key (practice_id, client_id) references clients
    );
    create unique index link_uses_once on link_uses (practice_id, link_hash) where once and undone_at is null;
    create index link_uses_of_client on link_uses (practice_id, client_id);
    call app.protect_shared_table('link_uses');
  `,
    )
    .execute(db)
}
