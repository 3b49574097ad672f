import { type Kysely, sql } from 'kysely'

/*
 * Whoever filters a list reads it by name as well. One index holds what is asked for in that order: whom a filter leaves
 * out is passed over within the index, however many or few remain. Behind the walls that takes bare columns, for of what
 * PostgreSQL cannot tell that it betrays nothing (a coalesce) no index is asked.
 */

/** Runs as cadre_owner. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    drop index contacts_by_name, contacts_by_tier, contacts_by_dormancy;
    create index contacts_by_name on contacts (
      practice_id, client_id, name_key, id,
      tier, company_key, next_follow_up_on, last_interaction_at, cooling_on, dormant_on
    ) where erased_at is null;

    -- Those who have a tag, in the same order.
    alter table contact_tags add column name_key text;
    alter table contact_tags no force row level security;
    alter table contacts no force row level security;
    update contact_tags t set name_key = c.name_key from contacts c
     where c.practice_id = t.practice_id and c.client_id = t.client_id and c.id = t.contact_id;
    alter table contacts force row level security;
    alter table contact_tags force row level security;
    alter table contact_tags alter column name_key set not null, alter column name_key set default '';
    drop index contact_tags_tag;
    create index contact_tags_tag on contact_tags (practice_id, client_id, tag_key, name_key, contact_id);

    -- Whoever writes tags need not think of it.
    create function app.name_tagged() returns trigger language plpgsql as $$
    begin
      select c.name_key into new.name_key from contacts c
       where c.practice_id = new.practice_id and c.client_id = new.client_id and c.id = new.contact_id;
      return new;
    end $$;
    create trigger name_of_tagged before insert on contact_tags for each row execute function app.name_tagged();

    create function app.rename_tagged() returns trigger language plpgsql as $$
    begin
      update contact_tags set name_key = new.name_key
       where practice_id = new.practice_id and client_id = new.client_id and contact_id = new.id;
      return null;
    end $$;
    create trigger tags_of_renamed after update of name_key on contacts
      for each row when (old.name_key is distinct from new.name_key) execute function app.rename_tagged();
  `,
    )
    .execute(db)
}
