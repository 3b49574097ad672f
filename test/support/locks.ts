import type { TestDatabase } from './database.ts'

/** How many statements in a test's database wait for somebody else's lock now. */
export async function waitingForLocks({ admin }: Pick<TestDatabase, 'admin'>): Promise<number> {
  const { rows } = await admin.query<{ count: number }>(
    `select count(*)::integer from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return rows[0]!.count
}
