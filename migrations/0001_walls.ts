import { type Kysely, sql } from 'kysely'

/**
 * The ground every table stands on: who is asking (settings of the transaction), and the functions that put a table
 * behind the walls. Runs as cadre_owner; the roles themselves are made before the first migration.
 *
 * After a transaction that set it, a setting is '' and not null, hence every nullif.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create function app.practice_id() returns uuid language sql stable
      return nullif(current_setting('app.practice_id', true), '')::uuid;
    create function app.client_id() returns uuid language sql stable
      return nullif(current_setting('app.client_id', true), '')::uuid;
    create function app.coach_id() returns uuid language sql stable
      return nullif(current_setting('app.coach_id', true), '')::uuid;
    create function app.user_id() returns uuid language sql stable
      return nullif(current_setting('app.user_id', true), '')::uuid;

    -- Asked for every table of every statement: made of nothing but what the planner can put in its place.
    create function app.sees_all_clients() returns boolean language sql stable
      return coalesce(current_setting('app.client_id', true), '') = '' and coalesce(current_setting('app.coach_id', true), '') = '';

    -- One wall around a practice.
    create procedure app.protect_practice_table(target regclass) language plpgsql as $$
    begin
      execute format('alter table %s enable row level security', target);
      execute format('alter table %s force row level security', target);
      execute format(
        'create policy practice_wall on %s to cadre_app
           using (practice_id = (select app.practice_id()))
           with check (practice_id = (select app.practice_id()))', target);
      execute format('grant select, insert, update, delete on %s to cadre_app', target);
    end $$;

    -- A second wall around each client, for who does not see them all: only those listed.
    -- (A case, not an or: the planner takes an or for a filter that few rows pass, and sorts what an index would give.)
    create procedure app.protect_client_table(target regclass) language plpgsql as $$
    begin
      call app.protect_practice_table(target);
      execute format(
        'create policy client_wall on %s as restrictive to cadre_app
           using (case when (select app.sees_all_clients()) then true
                     else client_id = any ((select app.client_scope())::uuid[]) end)
           with check (case when (select app.sees_all_clients()) then true
                     else client_id = any ((select app.client_scope())::uuid[]) end)', target);
    end $$;

    -- As above, for tables whose rows may also belong to the practice as a whole. Those rows stay with members.
    create procedure app.protect_shared_table(target regclass) language plpgsql as $$
    begin
      call app.protect_practice_table(target);
      execute format(
        'create policy client_wall on %s as restrictive to cadre_app
           using (case when (select app.sees_all_clients()) then true
                       else client_id = any ((select app.client_scope())::uuid[])
                            or (client_id is null and (select app.client_id()) is null) end)
           with check (case when (select app.sees_all_clients()) then true
                       else client_id = any ((select app.client_scope())::uuid[]) or client_id is null end)', target);
    end $$;

    -- A client session sees one client, a coach those entrusted to them.
    create function app.client_scope() returns uuid[] language plpgsql stable as $$
    begin
      if app.client_id() is not null then
        return array[app.client_id()];
      end if;
      return coalesce((select array_agg(a.client_id) from client_access a where a.member_id = app.coach_id()), '{}');
    end $$;

    revoke all on schema public from public;
    grant usage on schema public, app to cadre_app, cadre_relay;
  `,
    )
    .execute(db)
}
