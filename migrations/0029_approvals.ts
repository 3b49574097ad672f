import { type Kysely, sql } from 'kysely'

/** Who has to approve an announcement, who has done so, and which of its mails have gone out. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    alter table practices
      add approval_rule text not null default 'coach_with_consent'
        check (approval_rule in ('client', 'coach_with_consent', 'both'));

    alter table announcements
      -- [{ kind, id, at, revision }]: where both must approve, who has; one stands while nothing has changed since.
      add approvals jsonb not null default '[]',
      add approval_requested_at timestamptz(3),
      -- That the notes are out, and who is still to be called; and that everybody has been told.
      add notes_reported_at timestamptz(3),
      add completed_reported_at timestamptz(3);
  `,
    )
    .execute(db)
}
