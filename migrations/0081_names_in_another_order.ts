import { type Kysely, sql } from 'kysely'

/*
 * Names however they are cut into words and whichever of them comes first (Xiao Ling Chen for Chen Xiaoling), in writing
 * without spaces as well (佐藤健太 for 佐藤 健太).
 */

/** Runs as cadre_owner. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      String.raw`
    -- What a name may be when it is written as one word: the words of a query joined, beginning with each of the first four.
    create function app.joined_otherwise(p_query text) returns setof text language sql stable parallel safe rows 2
    begin atomic
      with words as (
        select word, row_number() over () as at
          from string_to_table(case when octet_length(p_query) = length(p_query) then app.words(p_query)
                 else regexp_replace(casefold(normalize(p_query, NFKC) collate pg_unicode_fast), '[^[:alnum:]]+', ' ', 'g') end,
               ' ') word
         where word <> '')
      select left(string_agg(words.word, '' order by words.at < first.at, words.at), 100)
        from words first, words
       where first.at <= 4
       group by first.at;
    end;

    create or replace function app.search_contacts_by_sound(p_practice uuid, p_client uuid, p_asked text[], p_query text)
      returns table (contact_id uuid, rank integer) language plpgsql stable rows 20 set jit = off as $$
    declare
      joined constant text[] := array(select distinct j from app.joined_otherwise(p_query) j where length(j) > 1);
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
                -- Few signs must all be right.
                select together.id, 10000 * app.levenshtein_less_equal(together.name, j, 2)
                  from (select c.id, translate(c.name_key, ' -.,·’''', '') as name from contacts c
                         where c.practice_id = p_practice and c.client_id = p_client offset 0) together,
                       unnest(joined) j
                 where together.name = j
                    or (length(j) > 4 and length(together.name) between length(j) - 2 and length(j) + 2
                        and app.levenshtein_less_equal(together.name, j, 2) <= 2)) found
         group by found.id;
    end $$;
  `,
    )
    .execute(db)
}
