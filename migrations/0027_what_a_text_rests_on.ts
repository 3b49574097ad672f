import { type Kysely, sql } from 'kysely'

/** What each text of an announcement rests on, and what changed since somebody made one their own. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    alter table announcement_recipients
      -- [{ fact, value, required, source }]: what was known when the text was written, or last read by who edited it.
      add facts jsonb not null default '[]',
      -- Of an edited text whose facts changed since: { facts, subject, body }, as they would be written now.
      add newer jsonb,
      -- The text offers help in return. The written ones do; an edit may take it out.
      add offers_help boolean not null default true,
      add replied_on date;
  `,
    )
    .execute(db)
}
