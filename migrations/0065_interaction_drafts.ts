import { type Kysely, sql } from 'kysely'

/** Mails to a client's logging address, until somebody says what conversation they were. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create table interaction_drafts (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      -- A hash of the mail's Message-ID: handed in twice, it is one draft.
      mail_key bytea not null,
      direction text not null check (direction in ('outbound', 'inbound')),
      occurred_at timestamptz(3) not null,
      -- Whom the mail names besides the client: [{ name, address, key }]. Who of them is a contact is asked when it is read.
      people jsonb not null,
      subject text,
      body text,
      created_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      unique (practice_id, client_id, mail_key),
      foreign key (practice_id, client_id) references clients (practice_id, id)
    );
    create index interaction_drafts_by_age on interaction_drafts (practice_id, client_id, created_at, id);
    call app.protect_client_table('interaction_drafts');

    alter table tasks drop constraint tasks_kind_check;
    alter table tasks add constraint tasks_kind_check
      check (kind in ('call', 'suspension', 'undelivered_warning', 'draft', 'uncertain_message', 'dispute',
                      'paused_announcement', 'reply', 'interaction_draft', 'sending_domain'));

    -- A logging address names a client, and not whose client that is.
    create function app.find_practice_of_client(sought uuid) returns uuid
      language sql stable security definer set search_path = public, pg_temp
    begin atomic
      select c.practice_id from clients c where c.id = sought;
    end;
    revoke all on function app.find_practice_of_client from public;
    grant execute on function app.find_practice_of_client to cadre_app;
  `,
    )
    .execute(db)
}
