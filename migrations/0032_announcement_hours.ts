import { type Kysely, sql } from 'kysely'

/** When notes leave if nobody chose an hour: in the client's working morning, spread over it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- { from, until, businessDaysOnly }, by the client's clock; null: at any hour.
    alter table practices add announcement_hours jsonb;
    -- Somebody chose the hour: it is kept to the minute, and nothing is spread.
    alter table announcements add hour_chosen boolean not null default false;
  `,
    )
    .execute(db)
}
