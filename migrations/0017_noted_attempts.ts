import { type Kysely, sql } from 'kysely'

/** How an attempt to send ended is noted at once, for the next body waits for it, and booked with many others later. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- What the transport said, as long as nobody has booked it. With the lease lost, the note stands for the worker.
    alter table messages add attempt_end jsonb;
    -- Notes touch no index; where a page has room left, they need not write to any.
    alter table messages set (fillfactor = 70);
  `,
    )
    .execute(db)
}
