import { type RawBuilder, sql } from 'kysely'
import type { KeysetPage, PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { reasons } from './duplicates.rules.ts'

export interface LikelyDuplicate {
  reasons: (typeof reasons)[number][]
  contacts: [Person, Person]
}

interface Person {
  id: string
  name: string
  email: string | null
  phone: string | null
  company: string | null
  title: string | null
}

/** Of more that have something in common, as a switchboard's number, only so many are compared with each other. */
const alike = 10

/**
 * Pairs of a client's contacts who may be one person, the surest first, without those that were dismissed. What people
 * have in common is sorted once, and a bounded number compared: the work grows with the contacts, not with their pairs.
 */
export async function listLikelyDuplicates(
  trx: PracticeTrx,
  clientId: string,
  page: PageRequest,
): Promise<KeysetPage<LikelyDuplicate>> {
  const after = page.after && sql`where (surest, one, other) > (${page.after[0]}::integer, ${page.after[1]}::uuid, ${page.after[2]}::uuid)` // prettier-ignore
  const { rows } = await sql<{ surest: number; found: number[]; one: Person; other: Person }>`
    with people as materialized (
      select id, name_key, company_key, split_part(email_key, '@', 1) as mailbox,
             right(nullif(regexp_replace(phone, '\\D', '', 'g'), ''), 8) as phone,
             regexp_replace(split_part(lower(profile_url collate "C"), '?', 1), '^https?://([a-z]{2,3}\\.)?|/+$', '', 'g')
               as profile_url,
             regexp_replace(name_key, '^.* ', '') as last_word
        from contacts
       where practice_id = ${trx.practiceId} and client_id = ${clientId} and erased_at is null
    ),
    marks (reason, mark, id, name_key) as (
      select 1, profile_url, id, name_key from people where profile_url <> ''
      union all select 2, mailbox || ' ' || name_key, id, name_key from people where mailbox <> ''
      union all select 3, name_key || ' | ' || company_key, id, name_key from people where company_key is not null
      union all select 4, phone, id, name_key from people where length(phone) >= 7
      union all select 5, 's ' || company_key || ' | ' || left(name_key, 1) || app.soundex(last_word), id, name_key
                  from people where company_key is not null
      union all select 5, 'w ' || company_key || ' | ' || w.sorted, id, name_key
                  from people, lateral (
                    select string_agg(word, ' ' order by word collate "C") as sorted
                      from string_to_table(replace(name_key, ',', ''), ' ') word) w
                 where company_key is not null
      union all select 6, name_key, id, name_key from people
    ),
    places as (
      select *, row_number() over (partition by reason, mark order by id) as place from marks
    ),
    pairs as (
      select a.reason, a.id as one, b.id as other
        from places a
        join places b on b.reason = a.reason and b.mark = a.mark and a.id < b.id
       where a.place <= ${sql.lit(alike)} and b.place <= ${sql.lit(alike)}
         and (a.reason <> 5 or a.name_key <> b.name_key
                              and (a.mark like 'w %' or app.levenshtein_less_equal(a.name_key, b.name_key, 2) <= length(a.name_key) / 12 + 1))
    ),
    likely as (
      select one, other, min(reason) as surest, array_agg(distinct reason order by reason) as found
        from pairs
       where not exists (
               select from dismissed_duplicates d
                where d.practice_id = ${trx.practiceId} and d.client_id = ${clientId}
                  and (d.contact_id, d.other_contact_id) in ((one, other), (other, one)))
       group by one, other
    )
    select surest, found, ${person(sql`likely.one`, trx)} as one, ${person(sql`likely.other`, trx)} as other
      from (select * from likely ${after ?? sql``} order by surest, one, other limit ${sql.lit(page.limit + 1)}) likely
     order by surest, likely.one, likely.other`.execute(trx)
  const data = rows.slice(0, page.limit)
  const last = rows.length > page.limit ? data.at(-1)! : undefined
  return {
    data: data.map(({ found, one, other }) => ({
      reasons: found.map((reason) => reasons[reason - 1]!),
      contacts: [one, other],
    })),
    next: last ? [String(last.surest), last.one.id, last.other.id] : null,
  }
}

const person = (id: RawBuilder<unknown>, trx: PracticeTrx) => sql`(
  select json_build_object('id', c.id, 'name', c.name, 'email', c.email, 'phone', c.phone, 'company', c.company,
                           'title', c.title)
    from contacts c where c.practice_id = ${trx.practiceId} and c.id = ${id})`

/** Says that two are not one; nothing happens when that was said. */
export async function insertDismissal(
  trx: PracticeTrx,
  pair: { clientId: string; contactId: string; otherContactId: string },
): Promise<void> {
  await trx
    .insertInto('dismissedDuplicates')
    .values({ practiceId: trx.practiceId, ...pair, dismissedAt: trx.now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
