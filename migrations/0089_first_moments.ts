import { type Kysely, sql } from 'kysely'

/** When a day begins somewhere, for questions that are to be asked at once; calendar.ts says the same. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- Where midnight is skipped, the moment of the change, as PostgreSQL has it; of two midnights, the first.
    create function app.start_of_day(p_day date, p_zone text) returns timestamptz language sql stable parallel safe
    return (select case when (midnight - interval '1 hour') at time zone p_zone = p_day::timestamp
                     then midnight - interval '1 hour' else midnight end
              from (select p_day::timestamp at time zone p_zone as midnight) as last);
  `,
    )
    .execute(db)
}
