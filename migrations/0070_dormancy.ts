import { type Kysely, sql } from 'kysely'

/** From which days on a relationship is cooling, and dormant: which of them it is depends on the day that is asked on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    alter table contacts
      -- Worked out with follow_up_since, as the rules say (follow-up.rules.ts).
      add column cooling_on date,
      add column dormant_on date;
    alter table contacts no force row level security;
    update contacts
       set cooling_on = follow_up_since + follow_up_every_days + greatest(7, follow_up_every_days / 4) + 1,
           dormant_on = follow_up_since + 2 * follow_up_every_days + greatest(7, follow_up_every_days / 4) + 1
     where follow_up_since is not null;
    alter table contacts force row level security;
    -- In the order of the list, so that whoever is not asked for is passed over without being looked at.
    create index contacts_by_dormancy on contacts (practice_id, client_id, name_key, id, cooling_on, dormant_on)
     where dormant_on is not null;
  `,
    )
    .execute(db)
}
