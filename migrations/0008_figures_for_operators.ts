import { type Kysely, sql } from 'kysely'

/** The one figure about messages that operators need over all practices: how many, and nothing of which. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create index messages_uncertain on messages (practice_id) where status = 'uncertain';
    create policy count_uncertain on messages for select to cadre_owner using (status = 'uncertain');

    create function app.count_uncertain() returns bigint
      language sql stable security definer set search_path = public, pg_temp
    begin atomic
      select count(*) from messages where status = 'uncertain';
    end;
    revoke all on function app.count_uncertain from public;
    grant execute on function app.count_uncertain to cadre_relay;
  `,
    )
    .execute(db)
}
