import { type Kysely, sql } from 'kysely'

/** The people coached, and the people they know. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create table clients (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      name text not null,
      email text not null,
      email_key text not null,
      time_zone text not null,
      locale text not null default 'en',
      status text not null default 'active' check (status in ('active', 'paused', 'suspended', 'alumni', 'archived')),
      digest text check (digest in ('weekly', 'fortnightly', 'monthly', 'quarterly', 'off')),
      -- { coachApprovesForMe?: { givenOn, how } }
      consents jsonb not null default '{}',
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, email_key)
    );
    create index clients_by_name on clients (practice_id, name, id);
    create index clients_by_creation on clients (practice_id, created_at, id);
    create index clients_by_address on clients (email_key);

    -- Who may see a client: the one coach they belong to, and colleagues granted access.
    -- Written before the client (deferred) because the client wall asks it.
    create table client_access (
      practice_id uuid not null references practices,
      client_id uuid not null,
      member_id uuid not null,
      how text not null check (how in ('coach', 'grant')),
      created_at timestamptz(3) not null,
      primary key (practice_id, client_id, member_id),
      foreign key (practice_id, client_id) references clients on delete cascade deferrable initially deferred,
      foreign key (practice_id, member_id) references members
    );
    create unique index client_access_one_coach on client_access (practice_id, client_id) where how = 'coach';
    create index client_access_member on client_access (practice_id, member_id, client_id);
    call app.protect_practice_table('client_access');

    call app.protect_practice_table('clients');
    create policy client_wall on clients as restrictive to cadre_app
      using (case when (select app.sees_all_clients()) then true else id = any ((select app.client_scope())::uuid[]) end)
      with check (case when (select app.sees_all_clients()) then true else id = any ((select app.client_scope())::uuid[]) end);
    alter table sessions add foreign key (practice_id, client_id) references clients on delete cascade;

    -- A client asks for a sign-in link before anybody knows of which practice they are.
    create policy look_up on clients for select to cadre_owner using (true);
    create function app.find_clients_by_email(p_email_key text) returns table (practice_id uuid, client_id uuid)
      language sql stable security definer set search_path = public, pg_temp
    begin atomic
      select c.practice_id, c.id from clients c where c.email_key = p_email_key;
    end;
    revoke all on function app.find_clients_by_email from public;
    grant execute on function app.find_clients_by_email to cadre_app;

    create table contacts (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      name text not null,
      name_key text not null,
      email text,
      email_key text,
      phone text,
      company text,
      company_key text,
      title text,
      profile_url text,
      location text,
      time_zone text,
      tier text not null default 'extended' check (tier in ('inner', 'active', 'extended')),
      tags text[] not null default '{}',
      preferred_channel text check (preferred_channel in ('email', 'call')),
      how_met text,
      notes text,
      things_to_remember text,
      do_not_contact boolean not null default false,
      next_follow_up_on date,
      -- Statistics, kept in the transaction that logs, edits or removes an interaction.
      first_interaction_at timestamptz(3),
      last_interaction_at timestamptz(3),
      calls integer not null default 0,
      emails integer not null default 0,
      meetings integer not null default 0,
      interactions integer not null default 0,
      minutes integer not null default 0,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      -- Lets every table below prove that its contact is of its own client.
      unique (practice_id, client_id, id),
      foreign key (practice_id, client_id) references clients
    );
    create unique index contacts_email on contacts (practice_id, client_id, email_key) where email_key is not null;
    create index contacts_by_name on contacts (practice_id, client_id, name_key, id);
    create index contacts_by_creation on contacts (practice_id, client_id, created_at, id);
    create index contacts_by_tier on contacts (practice_id, client_id, tier, name_key, id);
    -- Where a value is missing, the end of the order stands in: a cursor cannot go on from a null.
    create index contacts_by_company on contacts
      (practice_id, client_id, (coalesce(company_key, U&'\\+10FFFF')), id);
    create index contacts_by_last_touch on contacts
      (practice_id, client_id, (coalesce(last_interaction_at, '-infinity'::timestamptz)), id);
    create index contacts_by_follow_up on contacts
      (practice_id, client_id, (coalesce(next_follow_up_on, 'infinity'::date)), id);
    call app.protect_client_table('contacts');

    -- The index of contacts.tags: no operator that looks into an array may use one behind the walls.
    create table contact_tags (
      practice_id uuid not null references practices,
      client_id uuid not null,
      contact_id uuid not null,
      tag_key text not null,
      primary key (practice_id, client_id, contact_id, tag_key),
      foreign key (practice_id, client_id, contact_id)
        references contacts (practice_id, client_id, id) on delete cascade
    );
    create index contact_tags_tag on contact_tags (practice_id, client_id, tag_key, contact_id);
    call app.protect_client_table('contact_tags');
  `,
    )
    .execute(db)
}
