import { type Kysely, sql } from 'kysely'

/** How fast and how much a practice sends, and when notes of its clients go out. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- Null: no limit of its own.
    alter table practices
      add mails_per_minute integer check (mails_per_minute between 1 and 10000),
      add mails_per_day integer check (mails_per_day between 1 and 1000000),
      add mails_per_domain_minute integer check (mails_per_domain_minute between 1 and 10000);

    -- Whom a practice's throttles have let pass: until then, all that may leave has left. '' is the practice as a whole,
    -- anything else a domain of recipients.
    create table sending_pace (
      practice_id uuid not null references practices,
      domain text not null,
      paid_until timestamptz(3) not null,
      primary key (practice_id, domain)
    );
    call app.protect_practice_table('sending_pace');

    -- Letters of the bulk lane that were handed to workers, by day of the practice's calendar.
    create table sending_days (
      practice_id uuid not null references practices,
      day date not null,
      mails integer not null check (mails >= 0),
      primary key (practice_id, day)
    );
    call app.protect_practice_table('sending_days');

    alter table messages add to_domain text not null generated always as (split_part(to_key, '@', -1)) stored;
    drop index messages_due;
    create index messages_due on messages (practice_id, lane, next_attempt_at, id) include (campaign_id, to_domain)
      where status = 'queued';
  `,
    )
    .execute(db)
}
