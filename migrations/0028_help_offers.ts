import { type Kysely, sql } from 'kysely'

/** Help that a client offered in return, and what became of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create table help_offers (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      contact_id uuid not null,
      -- The telling of a landing in which it was offered; null for an offer that was written down by itself.
      recipient_id uuid,
      status text not null default 'open' check (status in ('open', 'taken_up', 'fulfilled', 'withdrawn')),
      offered_on date not null,
      taken_up_on date,
      fulfilled_on date,
      what text,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      -- Telling somebody offers help once.
      unique (practice_id, recipient_id),
      foreign key (practice_id, client_id, contact_id) references contacts (practice_id, client_id, id),
      -- Where contacts become one, one place on the list is left; the offer stays.
      foreign key (practice_id, client_id, recipient_id)
        references announcement_recipients (practice_id, client_id, id) on delete set null (recipient_id)
    );
    create index help_offers_by_day on help_offers (practice_id, client_id, offered_on, id);
    create index help_offers_by_status on help_offers (practice_id, client_id, status, offered_on, id);
    create index help_offers_contact on help_offers (practice_id, client_id, contact_id, offered_on);
    create index help_offers_recipient on help_offers (practice_id, client_id, recipient_id);
    call app.protect_client_table('help_offers');

    alter table announcement_recipients drop column offered_help;
  `,
    )
    .execute(db)
}
