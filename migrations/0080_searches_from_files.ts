import { type Kysely, sql } from 'kysely'

/** Exports come back with searches and what was in them, help that was offered, and how the client keeps in touch. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- Null for the client: how a client keeps in touch is not everybody's to say.
    alter table imports add column asked_by_member_id uuid;

    alter table import_rows
      drop constraint import_rows_part_check,
      add constraint import_rows_part_check check (part in (
        'contacts', 'searches', 'opportunities', 'interviews', 'interactions', 'introductions', 'helpOffers',
        'cadencePolicies')),
      add column search_id uuid,
      add column opportunity_id uuid,
      add column interview_id uuid,
      add column help_offer_id uuid,
      add foreign key (practice_id, client_id, search_id)
        references searches (practice_id, client_id, id) on delete set null (search_id),
      add foreign key (practice_id, client_id, opportunity_id)
        references opportunities (practice_id, client_id, id) on delete set null (opportunity_id),
      add foreign key (practice_id, client_id, interview_id)
        references interviews (practice_id, client_id, id) on delete set null (interview_id),
      add foreign key (practice_id, client_id, help_offer_id)
        references help_offers (practice_id, client_id, id) on delete set null (help_offer_id);
    create index import_rows_search on import_rows (practice_id, client_id, search_id) where search_id is not null;
    create index import_rows_opportunity on import_rows (practice_id, client_id, opportunity_id)
      where opportunity_id is not null;
    create index import_rows_interview on import_rows (practice_id, client_id, interview_id)
      where interview_id is not null;
    create index import_rows_help_offer on import_rows (practice_id, client_id, help_offer_id)
      where help_offer_id is not null;
  `,
    )
    .execute(db)
}
