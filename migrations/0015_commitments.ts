import { type Kysely, sql } from 'kysely'

/** What clients promise, the weeks that are judged by it, and the days on which nothing is asked of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create table commitments (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      search_id uuid,
      -- What a landing brings about: reminders and nudges only, hence gentle.
      landing_id uuid,
      gentle boolean not null generated always as (landing_id is not null) stored,
      title text not null,
      -- [{ measure, types?, direction?, newPeople?, minMinutes?, target }]: what the next period will ask.
      targets jsonb not null,
      period text not null check (period in ('day', 'week', 'fortnight', 'month', 'once')),
      week_starts_on text not null default 'monday'
        check (week_starts_on in ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')),
      starts_on date not null,
      ends_on date check (ends_on >= starts_on),
      status text not null default 'proposed' check (status in ('proposed', 'active', 'paused', 'ended')),
      accepted_on date,
      accepted_how text check (accepted_how in ('session', 'link', 'in_person', 'landing')),
      accepted_note text,
      -- Which of several reasons paused or ended it: the client's return wakes only what their pause put to rest.
      paused_because text check (paused_because in ('coach', 'client_paused')),
      ended_because text check (ended_because in ('coach', 'end_date', 'landed', 'withdrawn', 'landing_undone')),
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      foreign key (practice_id, client_id) references clients,
      foreign key (practice_id, client_id, search_id) references searches (practice_id, client_id, id),
      foreign key (practice_id, client_id, landing_id) references landings (practice_id, client_id, id)
        on delete cascade,
      check ((status = 'paused') = (paused_because is not null)),
      check ((status = 'ended') = (ended_because is not null)),
      check (period <> 'once' or ends_on is not null)
    );
    create index commitments_by_creation on commitments (practice_id, client_id, created_at, id);
    create index commitments_by_status on commitments (practice_id, client_id, status, created_at, id);
    create index commitments_search on commitments (practice_id, client_id, search_id);
    create index commitments_landing on commitments (practice_id, client_id, landing_id);
    call app.protect_client_table('commitments');

    create table periods (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      commitment_id uuid not null,
      period text not null check (period in ('day', 'week', 'fortnight', 'month', 'once')),
      starts_at timestamptz(3) not null,
      -- The first instant that is not in it any more.
      ends_at timestamptz(3) not null check (ends_at > starts_at),
      time_zone text not null,
      -- Its days on the client's calendar, both inclusive.
      starts_on date not null,
      ends_on date not null check (ends_on >= starts_on),
      -- Its last day as the commitment has it; a move to another zone may need one more.
      planned_ends_on date not null,
      -- As they were when it began, each with what it asks of these days: [{ …, target, expected }].
      targets jsonb not null,
      -- How many of a whole period's days something is asked on: fewer when it starts or ends within, or in a break.
      days integer not null,
      whole_days integer not null,
      status text not null default 'open' check (status in ('open', 'met', 'missed', 'excused', 'void')),
      -- What each target came to: [{ achieved, expected }].
      result jsonb,
      -- When its grace is over.
      judge_at timestamptz(3) not null,
      judged_at timestamptz(3),
      -- After that nothing changes the verdict any more.
      closes_at timestamptz(3) not null,
      excused_because text,
      void_because text,
      -- What was changed since it was judged, and why: [{ at, from, to, because }].
      history jsonb not null default '[]',
      -- Whether the next one has been begun.
      succeeded boolean not null default false,
      -- When something is to be done with it next: the next one begun, a verdict given, or given again.
      due_at timestamptz(3),
      -- Why a verdict is to be given again.
      due_because text check (due_because in ('interaction_logged', 'interaction_updated', 'interaction_deleted', 'break_changed')),
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      -- However often its beginning is done, it begins once.
      unique (practice_id, commitment_id, starts_at),
      foreign key (practice_id, client_id, commitment_id) references commitments (practice_id, client_id, id)
        on delete cascade
    );
    create index periods_commitment on periods (practice_id, client_id, commitment_id, starts_at, id);
    create index periods_ledger on periods (practice_id, client_id, ends_at, id);
    create index periods_due on periods (practice_id, due_at, id) where due_at is not null;
    call app.protect_client_table('periods');

    -- A client says that a verdict is wrong; until their coach decides, nothing is climbed.
    create table disputes (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      period_id uuid not null,
      reason text not null,
      status text not null default 'open' check (status in ('open', 'upheld', 'rejected')),
      decided_because text,
      decided_at timestamptz(3),
      created_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      foreign key (practice_id, client_id, period_id) references periods (practice_id, client_id, id) on delete cascade,
      check ((status = 'open') = (decided_at is null))
    );
    create unique index disputes_one_per_period on disputes (practice_id, client_id, period_id);
    create index disputes_open on disputes (practice_id, client_id, status);
    call app.protect_client_table('disputes');

    create table breaks (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      starts_on date not null,
      ends_on date not null check (ends_on >= starts_on),
      reason text,
      declared_by text not null check (declared_by in ('client', 'coach')),
      created_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      foreign key (practice_id, client_id) references clients
    );
    create index breaks_by_start on breaks (practice_id, client_id, starts_on, id);
    call app.protect_client_table('breaks');

    alter table tasks drop constraint tasks_kind_check;
    alter table tasks add constraint tasks_kind_check
      check (kind in ('call', 'suspension', 'undelivered_warning', 'draft', 'uncertain_message', 'dispute'));
  `,
    )
    .execute(db)
}
