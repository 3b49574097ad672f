import { type Kysely, sql } from 'kysely'

/*
 * Finding contacts by what is written about them. Behind the walls no operator that looks into a text may use an index,
 * so the words themselves are kept, to be compared as wholes and by how they begin.
 */

/** Runs as cadre_owner; the extension that counts typos was made along with the roles. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await cutTextsIntoWords(db)
  await keepWordsInStep(db)
  await findByWords(db)
}

/** The one place that says what a word is, for what is written and for what is asked. */
async function cutTextsIntoWords(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      String.raw`
    -- What is not ASCII: small letters without accents, vowel signs or ligatures, whatever the database's locale. Writing
    -- without spaces is cut into pairs of characters and the last one, so that any part of it is found.
    create function app.plain_words(p_text text) returns text language plpgsql immutable parallel safe as $$
    declare
      marks constant text := '[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]';
      unspaced constant text :=
        '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]';
      plain text := normalize(regexp_replace(casefold(normalize(p_text, NFKD) collate pg_unicode_fast), marks, '', 'g'), NFC);
    begin
      plain := translate(plain, 'øłđðħŧı''${'`'}‘’ʼ', 'olddhti');
      plain := replace(replace(replace(plain, 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
      plain := regexp_replace(plain collate pg_c_utf8, '[^[:alnum:]]+', ' ', 'g');
      if plain !~ unspaced then
        return plain;
      end if;
      return (select string_agg(case when word ~ unspaced
                       then (select string_agg(substr(word, at, 2), ' ') from generate_series(1, length(word)) at)
                       else word end, ' ')
                from string_to_table(plain, ' ') word);
    end $$;

    -- The words of a text with blanks between. O'Neil is one word. Most texts are ASCII, for which this is much faster.
    create function app.words(p_text text) returns text language sql immutable parallel safe
      return case when octet_length(p_text) = length(p_text)
        then translate(lower(p_text collate "C"), E'!"#$%&()*+,-./:;<=>?@[\\]^_{|}~\t\n\r''${'`'}', repeat(' ', 33))
        else app.plain_words(p_text) end;

    -- Each once, with the most telling place where it stands: 0 the name, 1 company, title and tags, 2 notes. Anne-Marie
    -- is Annemarie as well.
    create function app.words_of_contact(p_name text, p_company text, p_title text, p_tags text[], p_notes text)
      returns table (word text, place integer) language sql stable parallel safe rows 15
    begin atomic
      select left(said.word, 64), min(texts.place - 1)::integer
        from string_to_table(
               app.words(p_name || case when p_name like '%-%' then ' ' || replace(p_name, '-', '') else '' end)
                 || chr(10) || app.words(concat_ws(' ', p_company, p_title, array_to_string(p_tags, ' ')))
                 || chr(10) || app.words(coalesce(p_notes, '')), chr(10)) with ordinality as texts (text, place),
             string_to_table(texts.text, ' ') as said (word)
       where said.word <> ''
       group by 1;
    end;
  `,
    )
    .execute(db)
}

/**
 * Whoever writes contacts, few or many, need not think of their words. What concerns neither (statistics, say) leaves
 * them alone: hence a trigger per row for changes, for one per statement cannot tell which columns are written.
 */
async function keepWordsInStep(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- No foreign keys: words come and go with the row that they are made of, whose keys are theirs.
    create table contact_words (
      practice_id uuid not null,
      client_id uuid not null,
      word text collate "C" not null,
      contact_id uuid not null,
      place integer not null,
      primary key (practice_id, client_id, word, contact_id) include (place)
    );

    create function app.add_contact_words() returns trigger language plpgsql set jit = off as $$
    begin
      insert into contact_words (practice_id, client_id, word, contact_id, place)
      select c.practice_id, c.client_id, w.word, c.id, w.place
        from added c, app.words_of_contact(c.name, c.company, c.title, c.tags, c.notes) w;
      return null;
    end $$;
    create trigger words_of_added after insert on contacts
      referencing new table as added for each statement execute function app.add_contact_words();

    create function app.change_contact_words() returns trigger language plpgsql set jit = off as $$
    begin
      with before as (select * from app.words_of_contact(old.name, old.company, old.title, old.tags, old.notes)),
           after as (select * from app.words_of_contact(new.name, new.company, new.title, new.tags, new.notes)),
           gone as (
             delete from contact_words c using before b
              where c.practice_id = old.practice_id and c.client_id = old.client_id and c.word = b.word
                and c.contact_id = old.id and not exists (select from after a where a.word = b.word))
      insert into contact_words (practice_id, client_id, word, contact_id, place)
      select new.practice_id, new.client_id, a.word, new.id, a.place from after a
      except
      select new.practice_id, new.client_id, b.word, new.id, b.place from before b
      on conflict (practice_id, client_id, word, contact_id) do update set place = excluded.place;
      return null;
    end $$;
    create trigger words_of_changed after update of name, company, title, tags, notes on contacts
      for each row when ((old.name, old.company, old.title, old.tags, old.notes)
                         is distinct from (new.name, new.company, new.title, new.tags, new.notes))
      execute function app.change_contact_words();

    create function app.remove_contact_words() returns trigger language plpgsql set jit = off as $$
    begin
      delete from contact_words c
       using removed r, app.words_of_contact(r.name, r.company, r.title, r.tags, r.notes) w
       where c.practice_id = r.practice_id and c.client_id = r.client_id and c.word = w.word and c.contact_id = r.id;
      return null;
    end $$;
    create trigger words_of_removed after delete on contacts
      referencing old table as removed for each statement execute function app.remove_contact_words();

    -- What is there already: the owner is behind the walls as well, but for this moment.
    alter table contacts no force row level security;
    insert into contact_words (practice_id, client_id, word, contact_id, place)
    select c.practice_id, c.client_id, w.word, c.id, w.place
      from contacts c, app.words_of_contact(c.name, c.company, c.title, c.tags, c.notes) w;
    alter table contacts force row level security;
    call app.protect_client_table('contact_words');
  `,
    )
    .execute(db)
}

/** As stable as the words: runs with the rights of who asks, so the walls stand. */
async function findByWords(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- Words of one client's contacts that may be meant by a word, and how many typos lie between: one for a letter too
    -- many, too few, another, or two that changed places. How many are forgiven depends on the length of the word.
    -- With p_same_initial only those that begin alike, a fraction of all.
    create function app.words_like(p_practice uuid, p_client uuid, p_word text, p_same_initial boolean)
      returns table (word text, typos integer) language plpgsql stable rows 5 set jit = off set enable_sort = off as $$
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
                          from (select distinct c.word
                                  from contact_words c
                                 where c.practice_id = p_practice and c.client_id = p_client
                                   and c.word >= least_word and c.word < bound
                                   and length(c.word) between length(p_word) - forgiven and length(p_word) + forgiven) w) v
                 where v.distance <= greatest(forgiven, 2)) near
         where near.swapped or near.distance <= forgiven;
    end $$;

    -- One client's contacts that have all the words of a query, somewhere; the smaller the rank, the better. As they
    -- stand before as they begin (100) before as they might be meant (10,000 a typo), then by the places of the words.
    -- Typos are considered when few are found otherwise: first in words that begin alike, then, unless somebody is found
    -- who is at most one typo away, in all.
    create function app.search_contacts(p_practice uuid, p_client uuid, p_query text)
      returns table (contact_id uuid, rank integer) language plpgsql stable rows 20 set jit = off as $$
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
                                       app.words_like(p_practice, p_client, q.word, pass = 2) alike
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
  `,
    )
    .execute(db)
}
