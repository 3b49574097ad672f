import { type Kysely, sql } from 'kysely'

/** A client is of one practice: whoever plans for both must not take them for two independent questions. And who is due is found by the day. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create statistics interactions_whose (dependencies) on practice_id, client_id from interactions;
    create statistics interaction_contacts_whose (dependencies) on practice_id, client_id from interaction_contacts;
    -- Behind the walls a coalesce is no condition that an index may answer: for who is due there is the day itself.
    create index contacts_due on contacts (practice_id, client_id, next_follow_up_on) where next_follow_up_on is not null;
  `,
    )
    .execute(db)
}
