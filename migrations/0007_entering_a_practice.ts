import { type Kysely, sql } from 'kysely'

/**
 * The two doors into a practice. Each sets the transaction's scope and says what now is there: the database's clock,
 * or the test clock in a sandbox. No row: the session is over, or the place in the practice is gone.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- What time it is in a practice that was entered. In a sandbox the clock can be held until the transaction ends:
    -- 'still' by any number of those who change something there, 'alone' by what moves it; else it may move meanwhile.
    create function app.time_in(p_practice uuid, p_sandbox boolean, p_hold text, out now timestamptz,
                                out advancing boolean)
      language plpgsql as $$
    begin
      if not p_sandbox then
        now := date_trunc('milliseconds', clock_timestamp());
        advancing := false;
        return;
      elsif p_hold = 'still' then
        perform from test_clocks c where c.practice_id = p_practice for share;
      elsif p_hold = 'alone' then
        perform from test_clocks c where c.practice_id = p_practice for update;
        -- Many small steps; those that a crash of the server takes back are done again.
        perform set_config('synchronous_commit', 'off', true);
      end if;
      select c.stands_at, c.status = 'advancing' into now, advancing from test_clocks c where c.practice_id = p_practice;
    end $$;

    create function app.enter_session(p_practice uuid, p_session uuid, p_hold text)
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
        if place.role = 'coach' then
          perform set_config('app.coach_id', place.member_id::text, true);
        end if;
        return query select place.now, place.sandbox, place.advancing, place.role, place.member_id, null::uuid,
                            place.user_id, false;
      end if;
    end $$;

    create function app.enter_as_system(p_practice uuid, p_hold text) returns table (now timestamptz, sandbox boolean)
      language plpgsql as $$
    begin
      perform set_config('app.practice_id', p_practice::text, true);
      return query select t.now, p.sandbox from practices p, app.time_in(p.id, p.sandbox, p_hold) t where p.id = p_practice;
    end $$;
  `,
    )
    .execute(db)
}
