import { type Kysely, sql } from 'kysely'

/** A campaign that too many mail servers or readers refuse pauses itself, and somebody looks into it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    alter table announcements add paused_because text check (paused_because in ('bounces', 'complaints'));
    alter table tasks drop constraint tasks_kind_check;
    alter table tasks add constraint tasks_kind_check
      check (kind in ('call', 'suspension', 'undelivered_warning', 'draft', 'uncertain_message', 'dispute',
                      'paused_announcement', 'reply'));
  `,
    )
    .execute(db)
}
