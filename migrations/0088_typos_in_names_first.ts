import { type Kysely, sql } from 'kysely'

/*
 * Typos are looked for in names first: these are a fraction of all words, and nearly always it is somebody's name that
 * was misspelt. Only when nobody is found by them is a typo looked for in what else is written. And every search is planned
 * once: planning it behind the walls, for the very words, took as long as the search.
 */

/** Runs as cadre_owner. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create index contact_words_of_names on contact_words (practice_id, client_id, word) where place = 0;

    drop function app.words_like(uuid, uuid, text, boolean);

    -- As before; with p_in_names only words of names.
    create function app.words_like(
        p_practice uuid, p_client uuid, p_word text, p_same_initial boolean, p_in_names boolean default false)
      returns table (word text, typos integer) language plpgsql stable rows 5
      set jit = off set enable_sort = off set plan_cache_mode = force_generic_plan as $$
    declare
      forgiven constant integer := case when p_word ~ '^[0-9]*$' or length(p_word) < 3 then 0
        when length(p_word) < 5 then 1 when length(p_word) < 10 then 2 else 3 end;
      least_word constant text := case when p_same_initial then left(p_word, 1) else '' end;
      bound constant text := case when p_same_initial then left(p_word, 1) else '' end || chr(1114111);
    begin
      if forgiven = 0 then
        return;
      end if;
      return query
        select near.word, case when near.swapped then 1 else near.distance end
          from (select v.word, v.distance,
                       v.distance = 2 and length(v.word) = length(p_word) and exists (
                         select from generate_series(1, length(p_word) - 1) at
                          where v.word = overlay(p_word placing reverse(substr(p_word, at, 2)) from at for 2)) as swapped
                  from (select w.word, app.levenshtein_less_equal(w.word, p_word, greatest(forgiven, 2)) as distance
                          from (select distinct said.word
                                  -- Each has an index of its own.
                                  from (select c.word from contact_words c
                                         where p_in_names and c.practice_id = p_practice and c.client_id = p_client
                                           and c.word >= least_word and c.word < bound and c.place = 0
                                        union all
                                        select c.word from contact_words c
                                         where not p_in_names and c.practice_id = p_practice and c.client_id = p_client
                                           and c.word >= least_word and c.word < bound) said
                                 where length(said.word) between length(p_word) - forgiven and length(p_word) + forgiven) w) v
                 where v.distance <= greatest(forgiven, 2)) near
         where near.swapped or near.distance <= forgiven;
    end $$;

    -- As before, but for where typos are looked for when few are found otherwise: first in words of names that begin
    -- alike, then, unless somebody is found who is at most one typo away, in all words.
    create or replace function app.search_contacts(p_practice uuid, p_client uuid, p_query text)
      returns table (contact_id uuid, rank integer) language plpgsql stable rows 20
      set jit = off set plan_cache_mode = force_generic_plan as $$
    declare
      few constant integer := 5;
      asked constant text[] := array(
        select distinct left(w, 64) from string_to_table(app.words(p_query), ' ') w where w <> '' limit 10);
      found_ids uuid[];
      ranks integer[];
    begin
      for pass in 1..3 loop
        select array_agg(hits.id), array_agg(hits.rank) into found_ids, ranks
          from (select best.id, sum(best.rank)::integer as rank
                  from (select hit.nr, hit.id, min(hit.rank) as rank
                          from (select q.nr, c.contact_id as id, case when c.word = q.word then 0 else 100 end + c.place as rank
                                  from unnest(asked) with ordinality q(word, nr)
                                 -- With an offset it is asked word by word, on the index, even by a client who has most of the table.
                                 cross join lateral (
                                   select * from contact_words c
                                    where c.practice_id = p_practice and c.client_id = p_client
                                      and c.word >= q.word and c.word < q.word || chr(1114111)
                                   offset 0) c
                                union all
                                select q.nr, c.contact_id, 10000 * alike.typos + c.place
                                  from unnest(asked) with ordinality q(word, nr),
                                       app.words_like(p_practice, p_client, q.word, pass = 2, pass = 2) alike
                                 cross join lateral (
                                   select * from contact_words c
                                    where c.practice_id = p_practice and c.client_id = p_client and c.word = alike.word
                                   offset 0) c
                                 where pass > 1) hit
                         group by hit.nr, hit.id) best
                 group by best.id
                having count(*) = cardinality(asked)) hits;
        exit when cardinality(found_ids) >= few or pass > 1 and 20000 > any (ranks);
      end loop;
      return query select * from unnest(found_ids, ranks);
    end $$;

    alter function app.search_contacts_by_sound(uuid, uuid, text[], text) set plan_cache_mode = force_generic_plan;
    alter function app.find_contacts(uuid, uuid, text) set plan_cache_mode = force_generic_plan;
  `,
    )
    .execute(db)
}
