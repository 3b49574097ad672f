import { type Kysely, sql } from 'kysely'

/**
 * A message is written anew four times on its way, its letter never: letters stand outside of their rows, and each page
 * keeps room for the next version of its rows.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    alter table messages alter column text_body set storage external, alter column html_body set storage external;
    alter table messages set (toast_tuple_target = 256, fillfactor = 60);
  `,
    )
    .execute(db)
}
