import { type Kysely, sql } from 'kysely'

/** Users, their sign-ins, and their places in practices. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create table users (
      id uuid primary key,
      name text not null,
      email text not null,
      email_key text not null unique,
      password_hash text not null,
      email_verified_at timestamptz(3),
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null
    );

    create table practices (
      id uuid primary key,
      name text not null,
      time_zone text not null,
      sandbox boolean not null default false,
      client_app_url text,
      member_app_url text,
      allowed_origins text[] not null default '{}',
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null
    );
    create index practices_allowed_origins on practices using gin (allowed_origins);

    -- Only sandboxes have one: what "now" is for everything in them. Whoever changes something there keeps it from
    -- moving (for share); what moves it is alone in there (for update).
    create table test_clocks (
      practice_id uuid primary key references practices,
      stands_at timestamptz(3) not null,
      status text not null default 'ready' check (status in ('ready', 'advancing', 'failed')),
      -- Where it was last told to go, and how many entries of the agenda were done since.
      target timestamptz(3) not null,
      processed integer not null default 0,
      -- { kind, subjectId, code }: what could not be done, and why.
      failure jsonb,
      check ((status = 'failed') = (failure is not null))
    );

    create table members (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      user_id uuid not null references users,
      role text not null check (role in ('owner', 'coach', 'assistant')),
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, user_id)
    );
    create index members_user on members (user_id);

    alter table users enable row level security;
    alter table users force row level security;
    create policy own_or_colleague on users to cadre_app
      using (id = (select app.user_id())
             or id in (select m.user_id from members m where m.practice_id = (select app.practice_id())))
      with check (id = (select app.user_id()));
    create policy look_up on users for select to cadre_owner using (true);
    grant select, insert, update on users to cadre_app;

    alter table practices enable row level security;
    alter table practices force row level security;
    create policy practice_wall on practices to cadre_app
      using (id = (select app.practice_id()))
      with check (id = (select app.practice_id()));
    create policy own_memberships on practices for select to cadre_app
      using (id in (select m.practice_id from members m where m.user_id = (select app.user_id())));
    grant select, insert, update on practices to cadre_app;

    -- A browser asks whether a page may call before it says whom it is signed in as: then any practice's word will do.
    create policy look_up on practices for select to cadre_owner using (true);
    create function app.is_allowed_origin(p_origin text, p_practice uuid) returns boolean
      language sql stable security definer set search_path = public, pg_temp
    begin atomic
      select case
        when p_practice is null then exists (select from practices p where p.allowed_origins @> array[p_origin])
        else exists (select from practices p where p.id = p_practice and p_origin = any (p.allowed_origins))
      end;
    end;
    revoke all on function app.is_allowed_origin from public;
    grant execute on function app.is_allowed_origin to cadre_app;

    call app.protect_practice_table('test_clocks');

    call app.protect_practice_table('members');
    create policy own_memberships on members for select to cadre_app using (user_id = (select app.user_id()));

    -- One signed-in browser or app. A refresh token of it is used once; using one again ends the session.
    create table sessions (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      member_id uuid,
      client_id uuid,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      revoked_at timestamptz(3),
      revoked_because text,
      primary key (practice_id, id),
      foreign key (practice_id, member_id) references members on delete cascade,
      check (num_nonnulls(member_id, client_id) = 1)
    );
    create index sessions_member on sessions (practice_id, member_id);
    create index sessions_client on sessions (practice_id, client_id);
    call app.protect_shared_table('sessions');
    -- A new password ends a user's sessions in every practice.
    create policy own_sessions on sessions for select to cadre_app
      using (member_id in (select m.id from members m where m.user_id = (select app.user_id())));
    create policy own_sessions_end on sessions for update to cadre_app
      using (member_id in (select m.id from members m where m.user_id = (select app.user_id())));

    -- Used ones stay until they would have expired: that is how using one again is noticed.
    create table refresh_tokens (
      practice_id uuid not null references practices,
      hash bytea not null,
      session_id uuid not null,
      used_at timestamptz(3),
      expires_at timestamptz(3) not null,
      created_at timestamptz(3) not null,
      primary key (practice_id, hash),
      foreign key (practice_id, session_id) references sessions on delete cascade
    );
    create index refresh_tokens_session on refresh_tokens (practice_id, session_id);
    call app.protect_practice_table('refresh_tokens');

    -- One stands per practice and address; it is gone once accepted.
    create table invitations (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      email text not null,
      email_key text not null,
      role text not null check (role in ('owner', 'coach', 'assistant')),
      invited_by uuid,
      expires_at timestamptz(3) not null,
      created_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, email_key),
      foreign key (practice_id, invited_by) references members on delete set null (invited_by)
    );
    create index invitations_by_creation on invitations (practice_id, created_at, id);
    create index invitations_invited_by on invitations (practice_id, invited_by);
    call app.protect_practice_table('invitations');

    -- Every secret that arrives before a practice is known: hashed, and leading to where it belongs.
    create table access_handles (
      kind text not null check (kind in ('refresh_token', 'email_verification', 'password_reset', 'invitation',
                                         'sign_in_link', 'api_key', 'calendar_feed')),
      hash bytea not null,
      practice_id uuid not null references practices,
      user_id uuid references users,
      subject_id uuid not null,
      expires_at timestamptz(3),
      created_at timestamptz(3) not null,
      primary key (kind, hash)
    );
    create index access_handles_practice on access_handles (practice_id, kind, subject_id);
    create index access_handles_user on access_handles (user_id) where user_id is not null;
    call app.protect_practice_table('access_handles');
    create policy look_up on access_handles for select to cadre_owner using (true);
    -- A newer link of the same kind withdraws a user's older ones, whichever practice sent them.
    create policy own_handles on access_handles for select to cadre_app using (user_id = (select app.user_id()));
    create policy own_handles_end on access_handles for delete to cadre_app using (user_id = (select app.user_id()));

    create function app.resolve_handle(p_kind text, p_hash bytea)
      returns table (practice_id uuid, user_id uuid, subject_id uuid, expires_at timestamptz)
      language sql stable security definer set search_path = public, pg_temp
    begin atomic
      select h.practice_id, h.user_id, h.subject_id, h.expires_at
        from access_handles h where h.kind = p_kind and h.hash = p_hash;
    end;

    create function app.find_user_by_email(p_email_key text)
      returns table (id uuid, password_hash text)
      language sql stable security definer set search_path = public, pg_temp
    begin atomic
      select u.id, u.password_hash from users u where u.email_key = p_email_key;
    end;
    revoke all on function app.resolve_handle, app.find_user_by_email from public;
    grant execute on function app.resolve_handle, app.find_user_by_email to cadre_app;

    -- Guessing is counted per account and per address, both hashed; nothing here names a person.
    create table sign_in_failures (
      subject bytea not null,
      window_started_at timestamptz(3) not null,
      failures integer not null,
      primary key (subject)
    );
    create index sign_in_failures_age on sign_in_failures (window_started_at);
    grant select, insert, update, delete on sign_in_failures to cadre_app;

    -- Private halves are sealed with a key derived from the deployment's secret.
    create table signing_keys (
      kid text primary key,
      public_jwk jsonb not null,
      sealed_private_jwk bytea not null,
      -- Shown before it signs; retired, or withdrawn, it verifies no longer.
      signs_from timestamptz(3) not null,
      retires_at timestamptz(3)
    );
    grant select, insert, update on signing_keys to cadre_app;
  `,
    )
    .execute(db)
}
