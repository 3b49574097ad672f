import { sql } from 'kysely'
import type { KeysetPage, PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

export interface Tag {
  tag: string
  contacts: number
}

/** A tag as it is written, and what all its spellings have in common. */
interface Spelling {
  tag: string
  tagKey: string
}

/** A client's tags in the order of their letters, each as most write it. */
export async function listTags(trx: PracticeTrx, clientId: string, page: PageRequest): Promise<KeysetPage<Tag>> {
  const [after = ''] = page.after ?? []
  const { rows } = await sql<Tag & { tagKey: string }>`
    select tag_key, mode() within group (order by tag) as tag, count(*)::integer as contacts
      from contact_tags
     where practice_id = ${trx.practiceId} and client_id = ${clientId} and tag_key > ${after}
     group by tag_key
     order by tag_key
     limit ${sql.lit(page.limit + 1)}`.execute(trx)
  const data = rows.slice(0, page.limit)
  return { data, next: rows.length > page.limit ? [data.at(-1)!.tagKey] : null }
}

/**
 * Who has a tag, or writes another in another way: held, in one order, until the transaction ends.
 *
 * @param into a tag whose spelling is to be everybody's
 */
export async function lockTagged(
  trx: PracticeTrx,
  clientId: string,
  tagKey: string,
  into: Spelling | null,
): Promise<string[]> {
  const rows = await trx
    .selectFrom('contacts')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('id', 'in', (of) =>
      of
        .selectFrom('contactTags')
        .select('contactId')
        .where('practiceId', '=', trx.practiceId)
        .where('clientId', '=', clientId)
        .where((is) =>
          is.or([
            is('tagKey', '=', tagKey),
            ...(into ? [is.and([is('tagKey', '=', into.tagKey), is('tag', '<>', into.tag)])] : []),
          ]),
        ),
    )
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  return rows.map(({ id }) => id)
}

export async function findTag(trx: PracticeTrx, clientId: string, tagKey: string): Promise<Tag | undefined> {
  const { rows } = await sql<Tag>`
    select mode() within group (order by tag) as tag, count(*)::integer as contacts
      from contact_tags
     where practice_id = ${trx.practiceId} and client_id = ${clientId} and tag_key = ${tagKey}
    having count(*) > 0`.execute(trx)
  return rows[0]
}

/** Lets contacts have one tag where the first of some others stood, or none. */
export async function replaceTags(
  trx: PracticeTrx,
  { clientId, contactIds }: { clientId: string; contactIds: string[] },
  tagKeys: string[],
  into: Spelling | null,
): Promise<void> {
  const tag = into?.tag ?? null
  await sql`
    update contacts c
       set updated_at = ${trx.now},
           tags = (
             select coalesce(array_agg(coalesce(kept.tag, ${tag}) order by kept.place), '{}')
               from (select case when old.tag is null then t.tag end as tag, min(t.place) as place
                       from unnest(c.tags) with ordinality as t (tag, place)
                       left join contact_tags old
                         on old.practice_id = c.practice_id and old.client_id = c.client_id and old.contact_id = c.id
                        and old.tag = t.tag and old.tag_key = any(${tagKeys}::text[])
                      group by 1) kept
              where coalesce(kept.tag, ${tag}) is not null)
     where c.practice_id = ${trx.practiceId} and c.client_id = ${clientId}
       and c.id = any(${contactIds}::uuid[])`.execute(trx)
  await trx
    .deleteFrom('contactTags')
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('contactId', '=', sql<string>`any(${contactIds}::uuid[])`)
    .where('tagKey', 'in', tagKeys)
    .execute()
  if (!into) return
  await sql`
    insert into contact_tags (practice_id, client_id, contact_id, tag_key, tag)
    select ${trx.practiceId}, ${clientId}, id, ${into.tagKey}, ${into.tag}
      from unnest(${contactIds}::uuid[]) as id`.execute(trx)
}
