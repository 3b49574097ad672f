import { type Kysely, sql } from 'kysely'

/** The ladder: what a practice made of it, which steps were taken, what was written about them, where clients stand. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- What practices wrote themselves; the usual ladder, version 1, is written nowhere.
    create table enforcement_policies (
      practice_id uuid not null references practices,
      version integer not null check (version > 1),
      policy jsonb not null,
      created_at timestamptz(3) not null,
      primary key (practice_id, version)
    );
    call app.protect_practice_table('enforcement_policies');

    create table escalations (
      practice_id uuid not null references practices,
      client_id uuid not null,
      id uuid not null default uuidv7(),
      -- What makes it one step: it is never taken twice.
      step_key text not null,
      action text not null check (action in ('remind', 'nudge', 'warn', 'propose_suspension', 'suspend')),
      status text not null check (status in ('planned', 'held', 'taken', 'declined', 'retracted')),
      taken_by text not null check (taken_by in ('ladder', 'hand')),
      policy_version integer not null,
      template text not null,
      copy_to text[] not null default '{}',
      -- The Monday of the week that brought it about; null where no week did: a reminder, a step by hand.
      week date,
      -- The periods that brought it about.
      cause jsonb not null default '[]',
      reason text,
      -- Why it is no longer, or not yet, what it was meant to be.
      outcome text check (outcome in ('undelivered', 'held_by_coach', 'cause_gone', 'superseded', 'caught_up',
                                      'made_up', 'reinstated', 'reached_by_hand')),
      due_at timestamptz(3) not null,
      taken_at timestamptz(3),
      -- Of a warning: when its mail was accepted, or the coach said that it was given otherwise.
      accepted_at timestamptz(3),
      -- Of a suspension: when it ended, and the coach's reason.
      ended_at timestamptz(3),
      ended_because text,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      unique (practice_id, client_id, step_key),
      foreign key (practice_id, client_id) references clients
    );
    create index escalations_by_creation on escalations (practice_id, created_at, id);
    create index escalations_by_status on escalations (practice_id, status, created_at, id);
    create index escalations_of_client on escalations (practice_id, client_id, created_at, id);
    create index escalations_of_client_by_status on escalations (practice_id, client_id, status, created_at, id);
    call app.protect_client_table('escalations');

    -- A mail to the client about a step; of each kind there is one at most.
    create table escalation_notices (
      practice_id uuid not null references practices,
      client_id uuid not null,
      id uuid not null default uuidv7(),
      escalation_id uuid not null,
      kind text not null check (kind in ('reminder', 'nudge', 'warning', 'suspended', 'reinstated', 'retraction')),
      status text not null check (status in ('planned', 'queued', 'accepted', 'undelivered', 'dropped')),
      due_at timestamptz(3) not null,
      queued_at timestamptz(3),
      message_id uuid,
      created_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      unique (practice_id, client_id, escalation_id, kind),
      foreign key (practice_id, client_id, escalation_id) references escalations (practice_id, client_id, id)
    );
    create index escalation_notices_message on escalation_notices (practice_id, message_id);
    create index escalation_notices_queued on escalation_notices (practice_id, client_id, queued_at);
    call app.protect_client_table('escalation_notices');

    -- Where each client stands who was ever anywhere but in good standing.
    create table standings (
      practice_id uuid not null references practices,
      client_id uuid not null,
      standing text not null check (standing in ('good', 'behind', 'warned', 'suspension_proposed', 'suspended')),
      since timestamptz(3) not null,
      -- What a suspended client goes back to being.
      status_before text check (status_before in ('active', 'paused', 'alumni', 'archived')),
      primary key (practice_id, client_id),
      foreign key (practice_id, client_id) references clients
    );
    create index standings_by_standing on standings (practice_id, standing, client_id);
    call app.protect_client_table('standings');
  `,
    )
    .execute(db)
}
