import type { TestDatabase } from './database.ts'

/** Where whoever writes has to wait while it is shut. */
export interface Gate {
  /** Puts it into the way of a trigger: `after insert on contacts`, say, with its `when`. */
  across(trigger: string, options?: { when?: string; atCommit?: boolean }): Promise<void>
  shut(): Promise<void>
  open(): Promise<void>
  /** How many wait there now. */
  waiting(): Promise<number>
}

/** Makes a gate, shut, in a test's own database, where nobody's patience ends any more. */
export async function buildGate({ admin }: Pick<TestDatabase, 'admin'>): Promise<Gate> {
  let triggers = 0
  await admin.query(`
    create table gate (shut boolean not null);
    insert into gate values (true);
    grant select on gate to cadre_app;
    create function wait_at_the_gate() returns trigger language plpgsql as $$
      begin
        while (select shut from gate) loop perform pg_sleep(0.2); end loop;
        return null;
      end $$;
    do $$ begin
      execute format('alter role cadre_app in database %I set statement_timeout = 0', current_database());
    end $$`)
  return {
    async across(trigger, { when = 'true', atCommit = false } = {}) {
      triggers += 1
      await admin.query(
        `create ${atCommit ? 'constraint' : ''} trigger gate_${triggers} ${trigger}
         ${atCommit ? 'deferrable initially deferred' : ''} for each row when (${when}) execute function wait_at_the_gate()`,
      )
    },
    shut: async () => void (await admin.query('update gate set shut = true')),
    open: async () => void (await admin.query('update gate set shut = false')),
    async waiting() {
      const { rows } = await admin.query<{ count: number }>(
        `select count(*)::integer as count from pg_stat_activity
          where datname = current_database() and wait_event = 'PgSleep'`,
      )
      return rows[0]!.count
    },
  }
}
