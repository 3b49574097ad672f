import { type Kysely, sql } from 'kysely'

/** How dormant a relationship is on a day, for every query that shows a contact. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create function app.dormancy(p_cooling_on date, p_dormant_on date, p_today date) returns text
      language sql immutable parallel safe as $$
      select case when p_cooling_on > p_today then 'active' when p_dormant_on > p_today then 'cooling'
                  when p_dormant_on is not null then 'dormant' end
    $$;
  `,
    )
    .execute(db)
}
