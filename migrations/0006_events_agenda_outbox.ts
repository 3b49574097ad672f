import { type Kysely, sql } from 'kysely'

/** What happened, what falls due, what to do now, and what was already answered. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- Append-only. position and xid order the feed: readers stop at the oldest running transaction.
    create table events (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      position bigint not null generated always as identity,
      xid xid8 not null default pg_current_xact_id(),
      client_id uuid,
      actor_kind text not null check (actor_kind in ('member', 'client', 'api_key', 'system')),
      actor_id uuid,
      kind text not null,
      subject_kind text not null,
      subject_id uuid not null,
      payload jsonb not null default '{}',
      request_id text,
      recorded_at timestamptz(3) not null,
      primary key (practice_id, id)
    );
    create index events_feed on events (practice_id, xid, position);
    create index events_subject on events (practice_id, subject_kind, subject_id, position);
    create index events_client on events (practice_id, client_id, position);
    call app.protect_shared_table('events');
    revoke update, delete on events from cadre_app;

    -- Everything that falls due. An entry is removed by the transaction that does what it asks.
    create table agenda (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid,
      kind text not null,
      subject_id uuid not null,
      period text not null default '',
      due_at timestamptz(3) not null,
      sandbox boolean not null,
      -- When the queue is told (again): at first when it is due, then ever later while nobody has done it.
      publish_at timestamptz(3) not null,
      publications integer not null default 0,
      primary key (practice_id, id),
      unique (practice_id, kind, subject_id, period)
    );
    create index agenda_due on agenda (publish_at) where not sandbox;
    create index agenda_practice_due on agenda (practice_id, due_at, id);
    call app.protect_shared_table('agenda');

    -- Work handed to the queue. A row stays until the work is done, so a queue that forgets is only late.
    create table outbox (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      job text not null,
      payload jsonb not null,
      -- When the queue is told (again): at once, then ever later while nobody has done it. By the real clock, in
      -- sandboxes too.
      publish_at timestamptz(3) not null default date_trunc('milliseconds', now()),
      publications integer not null default 0,
      -- Set when it failed so often that a person must look.
      parked_at timestamptz(3),
      trace_id text,
      created_at timestamptz(3) not null default now(),
      primary key (practice_id, id)
    );
    create index outbox_due on outbox (publish_at) where parked_at is null;
    create index outbox_job on outbox (practice_id, job);
    call app.protect_practice_table('outbox');

    -- The relay sees these two tables across practices and nothing else; of the agenda, that but not what is due.
    grant select (practice_id, id, sandbox, publish_at, publications), update (publish_at, publications)
      on agenda to cadre_relay;
    grant select, update (publish_at, publications, parked_at) on outbox to cadre_relay;
    create policy across_practices on agenda to cadre_relay using (true) with check (true);
    create policy across_practices on outbox to cadre_relay using (true) with check (true);

    create function app.wake_relay() returns trigger language plpgsql as $$
    begin
      perform pg_notify('cadre_outbox', '');
      return null;
    end $$;
    create trigger wake_relay after insert on outbox for each statement execute function app.wake_relay();

    create table idempotency_keys (
      practice_id uuid not null references practices,
      caller text not null,
      method text not null,
      path text not null,
      key text not null,
      request_hash bytea not null,
      status integer not null,
      headers jsonb not null,
      body bytea,
      created_at timestamptz(3) not null,
      primary key (practice_id, caller, method, path, key)
    );
    create index idempotency_keys_age on idempotency_keys (practice_id, created_at);
    call app.protect_practice_table('idempotency_keys');
  `,
    )
    .execute(db)
}
