import { type Insertable, type Kysely, sql } from 'kysely'
import type { Database, InteractionDrafts } from '../../infra/db/database.ts'
import { type KeysetPage, type Order, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

const newestFirst: Order = {
  keys: [
    { expression: sql`interaction_drafts.created_at`, type: 'timestamptz' },
    { expression: sql`interaction_drafts.id`, type: 'uuid' },
  ],
  descending: true,
}

/** Somebody whom the mail names; by now they may have become a contact, or another one. */
export interface DraftPerson {
  name: string
  email: string
  contactId: string | null
}

const selectDrafts = (trx: PracticeTrx) =>
  trx
    .selectFrom('interactionDrafts')
    .select(['id', 'clientId', 'direction', 'occurredAt', 'subject', 'body', 'createdAt'])
    .select(
      sql<DraftPerson[]>`(
        select coalesce(json_agg(json_build_object('name', person ->> 'name', 'email', person ->> 'address', 'contactId', c.id)
                        order by place), '[]')
          from jsonb_array_elements(interaction_drafts.people) with ordinality as named (person, place)
          left join contacts c
            on c.practice_id = interaction_drafts.practice_id and c.client_id = interaction_drafts.client_id
           and c.email_key = person ->> 'key')`.as('people'),
    )
    .where('practiceId', '=', trx.practiceId)

export type InteractionDraft = NonNullable<Awaited<ReturnType<typeof findDraft>>>

export const findDraft = (trx: PracticeTrx, id: string) => selectDrafts(trx).where('id', '=', id).executeTakeFirst()

export const listDrafts = (
  trx: PracticeTrx,
  clientId: string,
  page: PageRequest,
): Promise<KeysetPage<InteractionDraft>> =>
  readPage(selectDrafts(trx).where('clientId', '=', clientId), newestFirst, page)

/** Nobody else confirms or discards the draft until the transaction ends. */
export async function lockDraft(trx: PracticeTrx, id: string): Promise<void> {
  await trx
    .selectFrom('interactionDrafts')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .forUpdate()
    .execute()
}

/** @returns undefined when the mail was handed in before */
export async function insertDraft(
  trx: PracticeTrx,
  draft: Omit<Insertable<InteractionDrafts>, 'practiceId' | 'id' | 'createdAt'>,
): Promise<string | undefined> {
  const row = await trx
    .insertInto('interactionDrafts')
    .values({ ...draft, practiceId: trx.practiceId, createdAt: trx.now })
    .onConflict((conflict) => conflict.columns(['practiceId', 'clientId', 'mailKey']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

export async function countDrafts(trx: PracticeTrx, clientId: string): Promise<number> {
  const { count } = await trx
    .selectFrom('interactionDrafts')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .executeTakeFirstOrThrow()
  return count
}

export async function deleteDraft(trx: PracticeTrx, id: string): Promise<void> {
  await trx.deleteFrom('interactionDrafts').where('practiceId', '=', trx.practiceId).where('id', '=', id).execute()
}

/** Whose client it is; asked before a practice is known, of an id that an address of ours has said. */
export async function findPracticeOf(db: Kysely<Database>, clientId: string): Promise<string | undefined> {
  const { rows } = await sql<{ practiceId: string | null }>`
    select app.find_practice_of_client(${clientId}) as practice_id`.execute(db)
  return rows[0]?.practiceId ?? undefined
}
