import type { TestDatabase } from './database.ts'

/** How many statements in a test's database wait for somebody else's lock now. */
export async function waitingForLocks({ admin }: Pick<TestDatabase, 'admin'>): Promise<number> {
  const { rows } = await admin.query<{ count: number }>(
    `select count(*)::integer from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return rows[0]!.count
}

/** How often two waited for each other in a test's database, so that PostgreSQL had to end one of them. */
export async function deadlocks({ admin }: Pick<TestDatabase, 'admin'>): Promise<number> {
  const { rows } = await admin.query<{ deadlocks: string }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  )
  return Number(rows[0]!.deadlocks)
}
