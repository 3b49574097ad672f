import { type Kysely, sql } from 'kysely'

/**
 * What a client's coach sees once their work together is complete is for the client to say: all, a summary (who they
 * are, their searches and where they landed), or nothing. It is the wall that says so, for every member of the practice.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await withholdFromMembers(db)
  await sql
    .raw(
      `
    alter table commitments drop constraint commitments_ended_because_check;
    alter table commitments add constraint commitments_ended_because_check
      check (ended_because in ('coach', 'end_date', 'landed', 'withdrawn', 'landing_undone', 'completed'));
  `,
    )
    .execute(db)
}

async function withholdFromMembers(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create index clients_withheld on clients (practice_id)
      where status = 'alumni' and consents ->> 'coachSeesAfterwards' in ('summary', 'nothing');

    -- Whom a member does not see, or only in summary: set when they come in, and only where there is anybody.
    create function app.withheld(p_setting text) returns uuid[] language sql stable
      return string_to_array(nullif(current_setting(p_setting, true), ''), ',')::uuid[];

    create or replace function app.sees_all_clients() returns boolean language sql stable
      return coalesce(current_setting('app.client_id', true), '') = '' and coalesce(current_setting('app.coach_id', true), '') = ''
         and coalesce(current_setting('app.withheld', true), '') = '';

    -- A client session sees one client; a coach those entrusted to them, and whoever else is not withheld.
    create or replace function app.client_scope() returns uuid[] language plpgsql stable as $$
    begin
      if app.client_id() is not null then
        return array[app.client_id()];
      end if;
      return coalesce((select array_agg(distinct a.client_id) from client_access a
                        where (app.coach_id() is null or a.member_id = app.coach_id())
                          and a.client_id <> all (coalesce(app.withheld('app.withheld'), '{}'))), '{}');
    end $$;

    -- Of whom a member sees a summary at least, beside those.
    create function app.summary_scope() returns uuid[] language plpgsql stable as $$
    begin
      return coalesce((select array_agg(distinct a.client_id) from client_access a
                        where app.client_id() is null and (app.coach_id() is null or a.member_id = app.coach_id())
                          and a.client_id = any (app.withheld('app.summarized'))), '{}');
    end $$;

    drop policy client_wall on clients;
    create policy client_wall on clients as restrictive to cadre_app
      using (case when (select app.sees_all_clients()) then true
                  else id = any ((select app.client_scope())::uuid[] || (select app.summary_scope())::uuid[]) end)
      with check (case when (select app.sees_all_clients()) then true
                       else id = any ((select app.client_scope())::uuid[] || (select app.summary_scope())::uuid[]) end);
    do $$
    declare
      target text;
      seen text := '(case when (select app.sees_all_clients()) then true
        else client_id = any ((select app.client_scope())::uuid[] || (select app.summary_scope())::uuid[]) end)';
    begin
      foreach target in array array['searches', 'landings'] loop
        execute format('drop policy client_wall on %I', target);
        execute format('create policy client_wall on %I as restrictive to cadre_app using %s with check %s', target, seen, seen);
      end loop;
    end $$;

    create function app.withhold(p_practice uuid) returns void language plpgsql as $$
    declare
      whose record;
    begin
      select string_agg(c.id::text, ',') as all_of_them,
             string_agg(c.id::text, ',') filter (where c.consents ->> 'coachSeesAfterwards' = 'summary') as in_summary
        into whose
        from clients c
       where c.practice_id = p_practice and c.status = 'alumni'
         and c.consents ->> 'coachSeesAfterwards' in ('summary', 'nothing');
      if whose.all_of_them is not null then
        perform set_config('app.withheld', whose.all_of_them, true),
                set_config('app.summarized', coalesce(whose.in_summary, ''), true);
      end if;
    end $$;

    -- As it was, but for what is withheld.
    create or replace function app.enter_session(p_practice uuid, p_session uuid, p_hold text)
      returns table (now timestamptz, sandbox boolean, advancing boolean, role text, member_id uuid, client_id uuid,
                     user_id uuid, read_only boolean)
      language plpgsql as $$
    declare
      place record;
    begin
      perform set_config('app.practice_id', p_practice::text, true);
      select s.member_id, s.client_id, m.role, m.user_id, c.status, p.sandbox, t.now, t.advancing
        into place
        from sessions s
        join practices p on p.id = s.practice_id
        cross join app.time_in(p.id, p.sandbox, p_hold) t
        left join members m on m.practice_id = s.practice_id and m.id = s.member_id
        left join clients c on c.practice_id = s.practice_id and c.id = s.client_id
       where s.practice_id = p_practice and s.id = p_session
         and s.revoked_at is null and s.expires_at > clock_timestamp()
         and c.status is distinct from 'archived';
      if not found then
        perform set_config('app.practice_id', '', true);
        return;
      end if;
      if place.client_id is not null then
        perform set_config('app.client_id', place.client_id::text, true);
        return query select place.now, place.sandbox, place.advancing, 'client', null::uuid, place.client_id,
                            null::uuid, place.status = 'suspended';
      else
        perform set_config('app.user_id', place.user_id::text, true);
        perform app.withhold(p_practice);
        if place.role = 'coach' then
          perform set_config('app.coach_id', place.member_id::text, true);
        end if;
        return query select place.now, place.sandbox, place.advancing, place.role, place.member_id, null::uuid,
                            place.user_id, false;
      end if;
    end $$;
  `,
    )
    .execute(db)
}
