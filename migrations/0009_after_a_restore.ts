import { type Kysely, sql } from 'kysely'

/**
 * A restored database does not know what was sent after its back-up was made, and would send it again. So mail leaves
 * only from where an administrator last said that it may; docs/decisions/0001-restore-guard.md says why in this way.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- Another server, another line of its history (a recovery or failover begins one), or another database.
    create function app.place_of_database() returns text language sql stable
    begin atomic
      select concat_ws('/', (select system_identifier from pg_control_system()),
                       substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),
                       (select oid from pg_database where datname = current_database()));
    end;

    create table restore_guard (
      only_row boolean primary key default true check (only_row),
      place text not null default app.place_of_database(),
      -- The transaction that wrote this row. Whoever loads it from a dump writes it in another.
      written_by xid8 not null default pg_current_xact_id(),
      frozen_by_hand boolean not null default false,
      allowed_at timestamptz(3) not null default now()
    );
    insert into restore_guard default values;

    -- In words for people; null when mail may leave.
    create function app.why_sending_is_frozen() returns text
      language sql stable security definer set search_path = public, pg_temp
    begin atomic
      select nullif(coalesce((
        select case
                 when frozen_by_hand then 'an administrator froze it'
                 when written_by::text::numeric % 4294967296 <> xmin::text::numeric
                   then 'the database was loaded from a dump'
                 when place <> app.place_of_database()
                   then 'the database is not where it was: restored, recovered, copied or failed over'
                 else ''
               end from restore_guard), 'nobody has ever allowed it'), '');
    end;
    revoke all on function app.why_sending_is_frozen from public;
    grant execute on function app.why_sending_is_frozen to cadre_app, cadre_relay;

    -- Message-IDs that the mail provider has seen though the database has forgotten: they do not leave again.
    create table sent_before_restore (
      message_id text primary key
    );
    grant select on sent_before_restore to cadre_app;
  `,
    )
    .execute(db)
}
