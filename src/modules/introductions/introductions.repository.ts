import { type Insertable, sql, type Updateable } from 'kysely'
import type { Introductions } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Edge } from './introductions.rules.ts'

/** An introduction as everybody outside this room sees one. */
export type Introduction = NonNullable<Awaited<ReturnType<typeof findIntroduction>>>

/** Whether it is the one that the chain of whom it introduced follows. */
const isPrimary = sql<boolean>`
  introductions.id = (
    select i.id from introductions i
     where i.practice_id = introductions.practice_id and i.client_id = introductions.client_id
       and i.introduced_contact_id = introductions.introduced_contact_id
     order by i.made_primary_at desc nulls last, i.introduced_on, i.created_at, i.id
     limit 1)`.as('primary')

/** Those of some contacts that the caller may see. */
export async function findPeople(trx: PracticeTrx, contactIds: string[]) {
  return trx
    .selectFrom('contacts')
    .select(['id', 'clientId', 'name'])
    .where('practiceId', '=', trx.practiceId)
    .where('id', 'in', contactIds)
    .execute()
}

/** A contact by an id that means them. */
export async function findPerson(trx: PracticeTrx, contactId: string) {
  return trx
    .selectFrom('contacts')
    .select(['id', 'clientId', 'name'])
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', sql<string>`app.contact_meant(${trx.practiceId}, ${contactId})`)
    .executeTakeFirst()
}

/**
 * Lets one transaction at a time introduce people to a client: two that each see no circle could close one together.
 * Not the client's row: whoever has just written something of the client would wait for others who did, and they for it.
 */
export async function lockIntroductions(trx: PracticeTrx, clientId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('introductions ' || ${clientId}, 0))`.execute(trx)
}

/** Every introduction on a way that ends at this contact. */
export async function listEdgesAbove(trx: PracticeTrx, clientId: string, contactId: string): Promise<Edge[]> {
  return trx
    .withRecursive('above', (db) =>
      db
        .selectFrom('introductions')
        .where('practiceId', '=', trx.practiceId)
        .where('clientId', '=', clientId)
        .where('introducedContactId', '=', contactId)
        .select(['introducerContactId', 'introducedContactId'])
        .union(
          db
            .selectFrom('above')
            .innerJoin('introductions', 'introductions.introducedContactId', 'above.introducerContactId')
            .where('introductions.practiceId', '=', trx.practiceId)
            .where('introductions.clientId', '=', clientId)
            .select(['introductions.introducerContactId', 'introductions.introducedContactId']),
        ),
    )
    .selectFrom('above')
    .selectAll()
    .execute()
}

/** @returns undefined when this introducer has introduced this contact already */
export async function insertIntroduction(
  trx: PracticeTrx,
  introduction: Insertable<Introductions>,
): Promise<string | undefined> {
  const inserted = await trx
    .insertInto('introductions')
    .values(introduction)
    .onConflict((conflict) =>
      conflict.columns(['practiceId', 'clientId', 'introducedContactId', 'introducerContactId']).doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  return inserted?.id
}

export async function findIntroduction(trx: PracticeTrx, id: string) {
  return trx
    .selectFrom('introductions')
    .select([
      'id',
      'clientId',
      'introducerContactId',
      'introducedContactId',
      'introducedOn',
      'interactionId',
      'createdAt',
      isPrimary,
    ]) // prettier-ignore
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Holds every introduction of the same contact, for which of them is primary depends on all. */
export async function lockIntroductionsOf(trx: PracticeTrx, { introducedContactId }: Introduction): Promise<void> {
  await trx
    .selectFrom('introductions')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('introducedContactId', '=', introducedContactId)
    .orderBy('id')
    .forUpdate()
    .execute()
}

export async function updateIntroduction(
  trx: PracticeTrx,
  id: string,
  values: Updateable<Introductions>,
): Promise<void> {
  if (Object.keys(values).length === 0) return
  await trx
    .updateTable('introductions')
    .set(values)
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .execute()
}

/** Lets the chain of a contact follow the earliest introduction again. */
export async function forgetPrimary(trx: PracticeTrx, { clientId, introducedContactId }: Introduction): Promise<void> {
  await trx
    .updateTable('introductions')
    .set({ madePrimaryAt: null })
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('introducedContactId', '=', introducedContactId)
    .execute()
}

export async function deleteIntroductionRow(trx: PracticeTrx, id: string): Promise<void> {
  await trx.deleteFrom('introductions').where('practiceId', '=', trx.practiceId).where('id', '=', id).execute()
}
