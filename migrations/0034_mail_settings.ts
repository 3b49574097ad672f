import { type Kysely, sql } from 'kysely'

/** A practice's own mail server and sending domain, and how what is heard of mails finds its way to them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create table mail_settings (
      practice_id uuid primary key references practices,
      smtp_host text,
      smtp_port integer,
      smtp_security text check (smtp_security in ('tls', 'starttls', 'none')),
      smtp_user text,
      -- Sealed with a key that is not in the database.
      smtp_password bytea,
      idempotency_header text,
      smtp_verified_at timestamptz(3),
      -- What letters to clients and their contacts come from, once its domain is verified.
      from_address text,
      dkim_domain text,
      dkim_selector text,
      dkim_public_key text,
      dkim_private_key bytea,
      domain_verified_at timestamptz(3),
      domain_checked_at timestamptz(3),
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      check ((smtp_host is null) = (smtp_port is null) and (smtp_host is null) = (smtp_security is null)),
      check ((from_address is null) = (dkim_domain is null))
    );
    call app.protect_practice_table('mail_settings');

    -- What a provider told, or a mail that came back, by an id of theirs: told again, it changes nothing more.
    create table mail_events (
      practice_id uuid not null references practices,
      provider text not null,
      event_id text not null,
      message_id uuid not null,
      received_at timestamptz(3) not null,
      primary key (practice_id, provider, event_id),
      foreign key (practice_id, message_id) references messages
    );
    create index mail_events_message on mail_events (practice_id, message_id);
    call app.protect_practice_table('mail_events');

    -- Providers know mails by their Message-ID, and not whose they are.
    create index messages_by_header on messages (message_id_header);
    create policy look_up on messages for select to cadre_owner using (true);
    create function app.find_mail(sought text) returns table (practice_id uuid, message_id uuid)
      language sql stable security definer set search_path = public, pg_temp
    begin atomic
      select m.practice_id, m.id from messages m where m.message_id_header = sought and m.status <> 'cancelled'
       order by m.created_at desc limit 1;
    end;
    revoke all on function app.find_mail from public;
    grant execute on function app.find_mail to cadre_app;
  `,
    )
    .execute(db)
}
