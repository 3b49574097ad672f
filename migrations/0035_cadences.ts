import { type Kysely, sql } from 'kysely'

/** How often clients keep in touch with each of their contacts, and on which day they should do so next. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- { maxFollowUpsPerWeek, resetBy, everybody, tiers, tags }: what is null is left to what stands below.
    create table cadence_policies (
      practice_id uuid not null references practices,
      policy jsonb not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id)
    );
    call app.protect_practice_table('cadence_policies');

    create table client_cadence_policies (
      practice_id uuid not null references practices,
      client_id uuid not null,
      policy jsonb not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, client_id),
      foreign key (practice_id, client_id) references clients
    );
    call app.protect_client_table('client_cadence_policies');

    alter table contacts
      -- Said of this contact alone: null inherits.
      add column cadence_status text check (cadence_status in ('active', 'paused', 'off')),
      add column cadence_steps integer[],
      add column cadence_set_on date,
      -- A day chosen by hand (a snooze), which holds until they have talked after the day it was chosen on.
      add column follow_up_chosen_on date,
      add column follow_up_chosen_after date,
      -- Worked out from all that and from what happened, as next_follow_up_on is: the last time that counts, the step
      -- that runs since then and its days, when to be in touch ideally and at the latest.
      add column follow_up_since date,
      add column follow_up_step integer,
      add column follow_up_every_days integer,
      add column follow_up_ideal_on date,
      add column follow_up_latest_on date;
    alter table contacts no force row level security;
    update contacts set follow_up_chosen_on = next_follow_up_on where next_follow_up_on is not null;
    alter table contacts force row level security;
  `,
    )
    .execute(db)
}
