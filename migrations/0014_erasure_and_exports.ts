import { type Kysely, sql } from 'kysely'

/** People who are forgotten, and networks that are taken along. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- The row stays, without anything that says who it was: what was done is still counted.
    alter table contacts add column erased_at timestamptz(3);
    alter table clients add column erased_at timestamptz(3);

    -- Whose data was erased, as a keyed hash of their address: enough to know them again, and for nothing else.
    create table erased_addresses (
      practice_id uuid not null references practices,
      -- The client whose network they were in; the practice itself for all of its networks.
      network_id uuid not null,
      address_hash bytea not null,
      erased_at timestamptz(3) not null,
      primary key (practice_id, network_id, address_hash)
    );
    call app.protect_practice_table('erased_addresses');
    revoke update, delete on erased_addresses from cadre_app;

    -- Events are only ever added to; what they say of somebody who is forgotten is the one thing that goes. The client
    -- must be one whom the caller may see. p_mention: what to strike out of the rest, a regular expression.
    create policy erase on events to cadre_owner
      using (practice_id = (select app.practice_id())) with check (practice_id = (select app.practice_id()));
    create policy look_up on client_access for select to cadre_owner
      using (practice_id = (select app.practice_id()));
    create function app.erase_events(p_client uuid, p_subjects uuid[], p_mention text) returns void
      language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      if app.sees_all_clients() or p_client = any (app.client_scope()) then
        update events e
           set payload = case when p_subjects is null or e.subject_id = any (p_subjects) then '{}'
                              else regexp_replace(e.payload::text, p_mention, '[erased]', 'gi')::jsonb end
         where e.practice_id = app.practice_id() and e.client_id = p_client and e.payload <> '{}'
           and (p_subjects is null or e.subject_id = any (p_subjects) or e.payload::text ~* p_mention);
      end if;
    end $$;
    revoke all on function app.erase_events from public;
    grant execute on function app.erase_events to cadre_app;

    create table exports (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      format text not null check (format in ('json', 'csv', 'vcard', 'ics')),
      status text not null default 'queued' check (status in ('queued', 'running', 'done', 'failed')),
      processed integer not null default 0,
      total integer not null default 0,
      -- How far the file has come: the part that is being written, and its last row.
      part integer not null default 0,
      after_id uuid,
      bytes bigint not null default 0,
      expires_at timestamptz(3),
      finished_at timestamptz(3),
      created_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      foreign key (practice_id, client_id) references clients
    );
    create index exports_client on exports (practice_id, client_id, created_at, id);
    call app.protect_client_table('exports');

    -- The file, until it expires.
    create table export_chunks (
      practice_id uuid not null references practices,
      client_id uuid not null,
      export_id uuid not null,
      number integer not null,
      bytes bytea not null,
      primary key (practice_id, client_id, export_id, number),
      foreign key (practice_id, client_id, export_id) references exports (practice_id, client_id, id) on delete cascade
    );
    call app.protect_client_table('export_chunks');
  `,
    )
    .execute(db)
}
