import { type Kysely, sql } from 'kysely'

/** A job search, the conversations in it, who introduced whom, and the landing that ends it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create table searches (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      title text,
      status text not null default 'active' check (status in ('active', 'landed', 'withdrawn')),
      started_on date not null,
      ended_on date check (ended_on >= started_on),
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      foreign key (practice_id, client_id) references clients,
      check ((status = 'active') = (ended_on is null))
    );
    create unique index searches_one_active on searches (practice_id, client_id) where status = 'active';
    create index searches_by_start on searches (practice_id, client_id, started_on, id);
    call app.protect_client_table('searches');

    create table opportunities (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      search_id uuid not null,
      company text not null,
      role text not null,
      source text not null check (source in ('contact', 'job_board', 'recruiter', 'employer', 'other')),
      source_contact_id uuid,
      status text not null default 'lead'
        check (status in ('lead', 'applied', 'interviewing', 'offer', 'accepted', 'declined', 'lost')),
      notes text,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      foreign key (practice_id, client_id, search_id) references searches (practice_id, client_id, id),
      foreign key (practice_id, client_id, source_contact_id) references contacts (practice_id, client_id, id)
    );
    create index opportunities_search on opportunities (practice_id, client_id, search_id, created_at, id);
    create index opportunities_source on opportunities (practice_id, client_id, source_contact_id);
    call app.protect_client_table('opportunities');

    create table interactions (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      type text not null check (type in ('call', 'email', 'meeting', 'video_call', 'message', 'letter', 'event')),
      direction text check (direction in ('outbound', 'inbound', 'mutual')),
      occurred_at timestamptz(3) not null,
      minutes integer check (minutes between 0 and 1440),
      summary text,
      outcome text,
      search_id uuid,
      opportunity_id uuid,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      foreign key (practice_id, client_id) references clients,
      foreign key (practice_id, client_id, search_id) references searches (practice_id, client_id, id),
      foreign key (practice_id, client_id, opportunity_id) references opportunities (practice_id, client_id, id)
    );
    create index interactions_by_time on interactions (practice_id, client_id, occurred_at, id);
    create index interactions_by_type on interactions (practice_id, client_id, type, occurred_at, id);
    create index interactions_search on interactions (practice_id, client_id, search_id, occurred_at, id);
    create index interactions_opportunity on interactions (practice_id, client_id, opportunity_id, occurred_at, id);
    call app.protect_client_table('interactions');

    -- Who was there, and what that person advised.
    create table interaction_contacts (
      practice_id uuid not null references practices,
      client_id uuid not null,
      interaction_id uuid not null,
      contact_id uuid not null,
      position integer not null,
      advice_about text,
      advice_helped text,
      advice_words text,
      advice_quotable boolean not null default false,
      primary key (practice_id, interaction_id, contact_id),
      check (advice_about is not null or num_nonnulls(advice_helped, advice_words) = 0 and not advice_quotable),
      foreign key (practice_id, client_id, interaction_id)
        references interactions (practice_id, client_id, id) on delete cascade,
      foreign key (practice_id, client_id, contact_id) references contacts (practice_id, client_id, id)
    );
    create index interaction_contacts_interaction on interaction_contacts (practice_id, client_id, interaction_id);
    create index interaction_contacts_contact on interaction_contacts (practice_id, client_id, contact_id, interaction_id);
    call app.protect_client_table('interaction_contacts');

    create table introductions (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      introducer_contact_id uuid not null,
      introduced_contact_id uuid not null,
      introduced_on date not null,
      interaction_id uuid,
      created_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, introduced_contact_id, introducer_contact_id),
      foreign key (practice_id, client_id, introducer_contact_id) references contacts (practice_id, client_id, id),
      foreign key (practice_id, client_id, introduced_contact_id) references contacts (practice_id, client_id, id),
      foreign key (practice_id, client_id, interaction_id) references interactions (practice_id, client_id, id)
        on delete set null (interaction_id),
      check (introducer_contact_id <> introduced_contact_id)
    );
    -- Contact first: with the client first, and few introductions a client on average, these would be taken for as good
    -- as the unique one when it is asked who introduced somebody, and all that a large client has would be looked through.
    create index introductions_introducer on introductions (practice_id, introducer_contact_id, client_id);
    create index introductions_interaction on introductions (practice_id, interaction_id, client_id);
    call app.protect_client_table('introductions');

    create table interviews (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      opportunity_id uuid not null,
      round integer not null check (round between 1 and 99),
      occurred_at timestamptz(3) not null,
      outcome text,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      foreign key (practice_id, client_id, opportunity_id) references opportunities (practice_id, client_id, id)
    );
    create index interviews_opportunity on interviews (practice_id, client_id, opportunity_id, round, id);
    call app.protect_client_table('interviews');

    create table interviewers (
      practice_id uuid not null references practices,
      client_id uuid not null,
      interview_id uuid not null,
      position integer not null,
      name text not null,
      role text,
      contact_id uuid,
      primary key (practice_id, interview_id, position),
      foreign key (practice_id, client_id, interview_id)
        references interviews (practice_id, client_id, id) on delete cascade,
      foreign key (practice_id, client_id, contact_id) references contacts (practice_id, client_id, id)
    );
    create index interviewers_interview on interviewers (practice_id, client_id, interview_id);
    create index interviewers_contact on interviewers (practice_id, client_id, contact_id);
    call app.protect_client_table('interviewers');

    create table landings (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      search_id uuid not null,
      position text not null,
      company text not null,
      company_description text,
      starts_on date not null,
      landed_on date not null,
      hold_until date,
      opportunity_id uuid,
      -- A landing that fell through: the search went on, and may land again.
      reopened_at timestamptz(3),
      reopened_because text,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      foreign key (practice_id, client_id, search_id) references searches (practice_id, client_id, id),
      foreign key (practice_id, client_id, opportunity_id) references opportunities (practice_id, client_id, id)
    );
    create unique index landings_one_per_search on landings (practice_id, search_id) where reopened_at is null;
    create index landings_search on landings (practice_id, client_id, search_id);
    create index landings_opportunity on landings (practice_id, client_id, opportunity_id);
    call app.protect_client_table('landings');
  `,
    )
    .execute(db)
}
