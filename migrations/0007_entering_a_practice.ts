import { type Kysely, sql } from 'kysely'

/**
 * The two doors into a practice. Each sets the transaction's scope and says what now is there: the database's clock,
 * or the test clock in a sandbox. No row: the session is over, or the place in the practice is gone.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create function app.enter_session(p_practice uuid, p_session uuid)
      returns table (now timestamptz, sandbox boolean, role text, member_id uuid, client_id uuid, user_id uuid,
                     read_only boolean)
      language plpgsql as $$
    declare
      place record;
    begin
      perform set_config('app.practice_id', p_practice::text, true);
      select s.member_id, s.client_id, m.role, m.user_id, c.status,
             p.sandbox, coalesce(p.test_clock_at, date_trunc('milliseconds', clock_timestamp())) as now
        into place
        from sessions s
        join practices p on p.id = s.practice_id
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
        return query select place.now, place.sandbox, 'client', null::uuid, place.client_id, null::uuid,
                            place.status = 'suspended';
      else
        perform set_config('app.user_id', place.user_id::text, true);
        if place.role = 'coach' then
          perform set_config('app.coach_id', place.member_id::text, true);
        end if;
        return query select place.now, place.sandbox, place.role, place.member_id, null::uuid, place.user_id, false;
      end if;
    end $$;

    create function app.enter_as_system(p_practice uuid) returns table (now timestamptz, sandbox boolean)
      language plpgsql as $$
    begin
      perform set_config('app.practice_id', p_practice::text, true);
      return query select coalesce(p.test_clock_at, date_trunc('milliseconds', clock_timestamp())), p.sandbox
                     from practices p where p.id = p_practice;
    end $$;
  `,
    )
    .execute(db)
}
