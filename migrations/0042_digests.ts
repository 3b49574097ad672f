import { type Kysely, sql } from 'kysely'

/** When the digest of each client and coach is next, and what became of those that were. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const weekday = `text check (digest_weekday in
    ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'))`
  const hour = 'integer check (digest_hour between 0 and 23)'
  await sql
    .raw(
      `
    -- What a practice says holds for whoever says nothing else.
    alter table practices
      add column digest_weekday ${weekday} not null default 'monday',
      add column digest_hour ${hour} not null default 8,
      -- Whether a digest is sent that has nothing to say.
      add column digest_when_quiet boolean not null default false;
    alter table clients add column digest_weekday ${weekday}, add column digest_hour ${hour};
    alter table members
      add column digest text check (digest in ('daily', 'weekly', 'off')),
      add column digest_weekday ${weekday},
      add column digest_hour ${hour};

    -- One row for everybody who gets digests: the next.
    create table digest_schedules (
      practice_id uuid not null references practices,
      -- The client or the member.
      recipient_id uuid not null,
      client_id uuid,
      member_id uuid,
      -- The first day of the week, month … that it is the digest of.
      period date not null,
      -- Its day on the recipient's calendar; when it comes late it is due on another.
      falls_on date not null,
      due_at timestamptz(3) not null,
      -- Since when it comes quarterly because nobody followed a link in it.
      quarterly_since timestamptz(3),
      primary key (practice_id, recipient_id),
      foreign key (practice_id, client_id) references clients on delete cascade,
      foreign key (practice_id, member_id) references members on delete cascade,
      check (num_nonnulls(client_id, member_id) = 1)
    );
    create index digest_schedules_due on digest_schedules (practice_id, due_at, recipient_id);
    create index digest_schedules_client on digest_schedules (practice_id, client_id);
    create index digest_schedules_member on digest_schedules (practice_id, member_id);
    call app.protect_shared_table('digest_schedules');

    -- One for each recipient and period, whatever happens.
    create table digests (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      recipient_id uuid not null,
      client_id uuid,
      member_id uuid,
      period date not null,
      falls_on date not null,
      status text not null default 'planned' check (status in ('planned', 'sent', 'quiet', 'dropped')),
      planned_at timestamptz(3) not null,
      written_at timestamptz(3),
      message_id uuid,
      -- Whom it named, so that others come next time.
      contact_ids uuid[] not null default '{}',
      primary key (practice_id, id),
      unique (practice_id, recipient_id, period),
      foreign key (practice_id, client_id) references clients on delete cascade,
      foreign key (practice_id, member_id) references members on delete cascade,
      check (num_nonnulls(client_id, member_id) = 1)
    );
    create index digests_to_write on digests (practice_id, id) where status = 'planned';
    create index digests_client on digests (practice_id, client_id);
    create index digests_member on digests (practice_id, member_id);
    call app.protect_shared_table('digests');

    -- Whoever is there already gets a place by the worker that does this.
    alter table agenda no force row level security;
    alter table practices no force row level security;
    insert into agenda (practice_id, kind, subject_id, due_at, publish_at, sandbox)
      select p.id, 'digests.to_schedule', p.id, coalesce(t.stands_at, now()), coalesce(t.stands_at, now()), p.sandbox
        from practices p left join test_clocks t on t.practice_id = p.id;
    alter table agenda force row level security;
    alter table practices force row level security;
  `,
    )
    .execute(db)
}
