import { type Kysely, sql } from 'kysely'

/** Whether the messages of a campaign may leave is said once, for all of them: holding a hundred thousand is one row. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create table campaigns (
      practice_id uuid not null references practices,
      id uuid not null,
      client_id uuid,
      state text not null default 'open' check (state in ('open', 'held', 'cancelled')),
      -- Messages that waited all the while have their time for retries before them.
      resumed_at timestamptz(3),
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      foreign key (practice_id, client_id) references clients
    );
    create index campaigns_client on campaigns (practice_id, client_id);
    create index campaigns_shut on campaigns (practice_id, id) where state <> 'open';
    call app.protect_shared_table('campaigns');

    alter table messages drop column last_attempt;
    drop index messages_due;
    alter table messages drop column held;
    -- The campaign stands in it so that claims pass over those that are held without looking at their messages.
    create index messages_due on messages (practice_id, lane, next_attempt_at, id) include (campaign_id)
      where status = 'queued';
  `,
    )
    .execute(db)
}
