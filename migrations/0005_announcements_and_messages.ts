import { type Kysely, sql } from 'kysely'

/** The campaign after a landing, the ledger of every e-mail, what people must do by hand, and who must not be written to. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create table announcements (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      landing_id uuid not null,
      status text not null default 'draft'
        check (status in ('draft', 'awaiting_approval', 'scheduled', 'sending', 'paused', 'completed', 'cancelled')),
      scheduled_for timestamptz(3),
      approved_at timestamptz(3),
      approved_by_kind text check (approved_by_kind in ('client', 'member')),
      approved_by_id uuid,
      -- Rises with every change to what would be sent, so that an approval names exactly what was read.
      revision integer not null default 1,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, client_id, id),
      foreign key (practice_id, client_id, landing_id) references landings (practice_id, client_id, id)
    );
    create index announcements_landing on announcements (practice_id, client_id, landing_id);
    create index announcements_by_creation on announcements (practice_id, client_id, created_at, id);
    call app.protect_client_table('announcements');

    create table announcement_recipients (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid not null,
      announcement_id uuid not null,
      contact_id uuid not null,
      because text not null check (because in ('interacted', 'chain', 'added')),
      on_chain boolean not null default false,
      insider boolean not null default false,
      channel text not null check (channel in ('email', 'call', 'letter', 'self')),
      status text not null default 'pending'
        check (status in ('pending', 'needs_input', 'ready', 'queued', 'sent', 'bounced', 'failed', 'uncertain',
                          'suppressed', 'call_due', 'told', 'skipped')),
      subject text,
      body text,
      edited boolean not null default false,
      -- [{ fact, why }]: what the text still lacks.
      missing jsonb not null default '[]',
      skip_code text,
      skip_detail text,
      told_via text check (told_via in ('call', 'email', 'meeting', 'video_call', 'message', 'letter', 'event')),
      told_on date,
      offered_help boolean not null default false,
      message_id uuid,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, announcement_id, contact_id),
      unique (practice_id, client_id, id),
      foreign key (practice_id, client_id, announcement_id) references announcements (practice_id, client_id, id),
      foreign key (practice_id, client_id, contact_id) references contacts (practice_id, client_id, id)
    );
    create index announcement_recipients_announcement
      on announcement_recipients (practice_id, client_id, announcement_id, created_at, id);
    create index announcement_recipients_by_creation on announcement_recipients
      (practice_id, announcement_id, created_at, id);
    create index announcement_recipients_contact on announcement_recipients (practice_id, client_id, contact_id);
    call app.protect_client_table('announcement_recipients');

    -- One e-mail from intent to outcome.
    create table messages (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid,
      contact_id uuid,
      user_id uuid references users,
      kind text not null,
      lane text not null check (lane in ('transactional', 'bulk')),
      status text not null default 'queued'
        check (status in ('queued', 'sending', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'uncertain',
                          'suppressed', 'cancelled')),
      -- What the message belongs to (an announcement's recipient, say); whoever owns it hears of the outcome.
      subject_kind text,
      subject_id uuid,
      campaign_id uuid,
      from_name text not null,
      from_address text not null,
      to_name text not null,
      to_address text not null,
      to_key text not null,
      reply_to_address text,
      subject text not null,
      text_body text not null,
      html_body text not null,
      headers jsonb not null default '{}',
      message_id_header text not null,
      -- A token in the body, struck out of the stored copy once the mail is gone.
      secret text,
      attempt integer not null default 0,
      -- Names the claim of the worker that holds it, and is the fence: what an earlier claim learned is not written.
      -- When the claim expires stands on the agenda.
      lease_id uuid,
      body_started_at timestamptz(3),
      next_attempt_at timestamptz(3) not null,
      -- After this, a mail that is still put off is given up.
      give_up_at timestamptz(3) not null,
      -- Its campaign is paused.
      held boolean not null default false,
      -- It was cancelled when its body was on the wire: whatever comes of that, it is not tried again.
      last_attempt boolean not null default false,
      -- After this its link leads nowhere, so there is no use in sending it.
      expires_at timestamptz(3),
      sent_at timestamptz(3),
      response text,
      captured boolean not null default false,
      -- [{ at, status, detail? }]
      timeline jsonb not null default '[]',
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      foreign key (practice_id, client_id) references clients,
      foreign key (practice_id, client_id, contact_id) references contacts (practice_id, client_id, id),
      check (contact_id is null or client_id is not null)
    );
    create index messages_due on messages (practice_id, lane, next_attempt_at, id) where status = 'queued' and not held;
    create index messages_lease on messages (practice_id, lease_id) where lease_id is not null;
    create index messages_campaign on messages (practice_id, campaign_id) where campaign_id is not null;
    create index messages_by_creation on messages (practice_id, created_at, id);
    create index messages_by_status on messages (practice_id, status, created_at, id);
    create index messages_by_kind on messages (practice_id, kind, created_at, id);
    create index messages_client on messages (practice_id, client_id, created_at, id);
    create index messages_contact on messages (practice_id, client_id, contact_id, created_at, id);
    create index messages_user on messages (user_id) where user_id is not null;
    call app.protect_shared_table('messages');
    -- A landing is told to a contact once; edits, retries and double clicks included. What was cancelled never left.
    create unique index messages_once_per_subject on messages (practice_id, subject_kind, subject_id)
      where subject_kind = 'announcement_recipient' and status <> 'cancelled';

    create table tasks (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid,
      kind text not null check (kind in ('call', 'suspension', 'undelivered_warning', 'draft', 'uncertain_message')),
      status text not null default 'open' check (status in ('open', 'done', 'cancelled')),
      subject_id uuid not null,
      contact_id uuid,
      title text not null,
      body text,
      due_on date,
      done_at timestamptz(3),
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique (practice_id, kind, subject_id),
      foreign key (practice_id, client_id) references clients,
      foreign key (practice_id, client_id, contact_id) references contacts (practice_id, client_id, id),
      check (contact_id is null or client_id is not null)
    );
    create index tasks_by_creation on tasks (practice_id, created_at, id);
    create index tasks_by_status on tasks (practice_id, status, created_at, id);
    create index tasks_of_client on tasks (practice_id, client_id, created_at, id);
    create index tasks_of_client_by_status on tasks (practice_id, client_id, status, created_at, id);
    create index tasks_contact on tasks (practice_id, client_id, contact_id);
    call app.protect_shared_table('tasks');

    create table suppressions (
      practice_id uuid not null references practices,
      id uuid not null default uuidv7(),
      client_id uuid,
      scope text not null check (scope in ('client', 'practice')),
      email text not null,
      email_key text not null,
      reason text not null check (reason in ('unsubscribed', 'hard_bounce', 'complaint', 'manual')),
      created_at timestamptz(3) not null,
      primary key (practice_id, id),
      unique nulls not distinct (practice_id, client_id, email_key),
      foreign key (practice_id, client_id) references clients,
      check ((scope = 'client') = (client_id is not null))
    );
    create index suppressions_by_creation on suppressions (practice_id, created_at, id);
    create index suppressions_address on suppressions (practice_id, email_key, created_at, id);
    call app.protect_shared_table('suppressions');
  `,
    )
    .execute(db)
}
