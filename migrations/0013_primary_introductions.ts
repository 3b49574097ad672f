import { type Kysely, sql } from 'kysely'

/** Of several who introduced the same person, the one that chains follow can be chosen; else it is the earliest. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- The latest choice holds. An instant and not a mark, so that a merge of two contacts may bring two choices along.
    alter table introductions add column made_primary_at timestamptz(3);
  `,
    )
    .execute(db)
}
