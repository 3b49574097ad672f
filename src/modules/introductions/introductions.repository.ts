import { type Insertable, sql } from 'kysely'
import type { Introductions } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Edge } from './introductions.rules.ts'

/** An introduction as everybody outside this room sees one. */
export type Introduction = NonNullable<Awaited<ReturnType<typeof findIntroductionLocked>>>

const columns = [
  'id', 'clientId', 'introducerContactId', 'introducedContactId', 'introducedOn', 'interactionId', 'createdAt',
] as const // prettier-ignore

/** Those of some contacts that the caller may see. */
export async function findPeople(trx: PracticeTrx, contactIds: string[]) {
  return trx
    .selectFrom('contacts')
    .select(['id', 'clientId', 'name'])
    .where('practiceId', '=', trx.practiceId)
    .where('id', 'in', contactIds)
    .execute()
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
): Promise<Introduction | undefined> {
  return trx
    .insertInto('introductions')
    .values(introduction)
    .onConflict((conflict) =>
      conflict.columns(['practiceId', 'clientId', 'introducedContactId', 'introducerContactId']).doNothing(),
    )
    .returning(columns)
    .executeTakeFirst()
}

export async function findIntroductionLocked(trx: PracticeTrx, id: string) {
  return trx
    .selectFrom('introductions')
    .select(columns)
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function deleteIntroductionRow(trx: PracticeTrx, id: string): Promise<void> {
  await trx.deleteFrom('introductions').where('practiceId', '=', trx.practiceId).where('id', '=', id).execute()
}
