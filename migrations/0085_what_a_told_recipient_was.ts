import { type Kysely, sql } from 'kysely'

/** What a recipient was before somebody said that they had told them, for whoever said so by mistake. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    alter table announcement_recipients add column told_from text check (told_from in
      ('pending', 'needs_input', 'ready', 'sent', 'bounced', 'failed', 'uncertain', 'suppressed', 'call_due', 'skipped'));
  `,
    )
    .execute(db)
}
