import { type Kysely, sql } from 'kysely'

/** When a commitment ended: with a search, or with the coaching, a client's ladder begins anew. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    alter table commitments add column ended_at timestamptz(3);
    update commitments set ended_at = updated_at where status = 'ended';
    alter table commitments add check ((status = 'ended') = (ended_at is not null));
  `,
    )
    .execute(db)
}
