import { type Kysely, sql } from 'kysely'

/*
 * For those whom nobody can spell: when no typo explains what was asked for, words that sound alike are meant, and names
 * however they are cut into words (Xiao Ling for Xiaoling, Fatimazahra for Fatima Zahra).
 */

/** Runs as cadre_owner. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- Whom a query may mean that nobody answers to by words and typos; the smaller the rank, the better. Words sound
    -- alike by the rules of the census or by those of Metaphone, which know ASCII only. All names of the client are gone
    -- through, so this is the last resort.
    create function app.search_contacts_by_sound(p_practice uuid, p_client uuid, p_asked text[], p_query text)
      returns table (contact_id uuid, rank integer) language plpgsql stable rows 20 set jit = off as $$
    declare
      cut_otherwise constant text := left(replace(app.words(p_query), ' ', ''), 100);
    begin
      return query
        with asked as materialized (
          select q.nr, q.word, app.soundex(q.word) as census, app.dmetaphone(q.word) as metaphone
            from unnest(p_asked) with ordinality q(word, nr) where q.word ~ '^[a-z]{3,}$'
        ),
        names as materialized (
          select distinct c.word from contact_words c
           where c.practice_id = p_practice and c.client_id = p_client and c.place = 0 and c.word ~ '^[a-z]{3,}$'
        ),
        meant (nr, word, rank) as materialized (
          select a.nr, n.word, 20000 + 1000 * app.levenshtein(n.word, a.word)
            from names n
           cross join lateral (select app.soundex(n.word) as census, app.dmetaphone(n.word) as metaphone offset 0) sound
            join asked a on (a.census = sound.census or a.metaphone = sound.metaphone)
                        and abs(length(a.word) - length(n.word)) <= 3
          union all
          select q.nr, alike.word, 10000 * alike.typos
            from unnest(p_asked) with ordinality q(word, nr), app.words_like(p_practice, p_client, q.word, true) alike
        ),
        best as (
          select meant.nr, c.contact_id as id, min(meant.rank + c.place) as rank
            from meant
           -- As the other search: asked word by word, on the index, whether the table has been counted or not.
           cross join lateral (
             select * from contact_words c
              where c.practice_id = p_practice and c.client_id = p_client and c.word = meant.word
             offset 0) c
           group by meant.nr, c.contact_id
        )
        select found.id, min(found.rank)::integer
          from (select best.id, sum(best.rank) as rank from best
                 group by best.id having count(*) = cardinality(p_asked)
                union all
                select together.id, 10000 * app.levenshtein_less_equal(together.name, cut_otherwise, 2)
                  from (select c.id, translate(c.name_key, ' -.’''', '') as name from contacts c
                         where c.practice_id = p_practice and c.client_id = p_client offset 0) together
                 where length(cut_otherwise) > 4
                   and length(together.name) between length(cut_otherwise) - 2 and length(cut_otherwise) + 2
                   and app.levenshtein_less_equal(together.name, cut_otherwise, 2) <= 2) found
         group by found.id;
    end $$;

    create function app.find_contacts(p_practice uuid, p_client uuid, p_query text)
      returns table (contact_id uuid, rank integer) language plpgsql stable rows 20 set jit = off as $$
    begin
      return query select * from app.search_contacts(p_practice, p_client, p_query);
      if not found then
        return query select * from app.search_contacts_by_sound(p_practice, p_client, array(
          select distinct left(w, 64) from string_to_table(app.words(p_query), ' ') w where w <> '' limit 10), p_query);
      end if;
    end $$;
  `,
    )
    .execute(db)
}
