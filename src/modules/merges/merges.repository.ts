import { sql } from 'kysely'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { FieldChanges } from './merged-fields.rules.ts'
import type { Dropped, Step } from './moving.repository.ts'
import type { DatedEdge } from './circles.rules.ts'

/** What undoing a merge needs to know. */
export interface MergeRecord {
  survivorId: string
  mergedContactIds: string[]
  /** JSON of the rows of those who were merged. */
  contacts: Dropped[]
  fields: FieldChanges
  steps: Step[]
}

export type Merge = NonNullable<Awaited<ReturnType<typeof findMergeLocked>>>

/** Held until the transaction ends. */
export async function findMergeLocked(trx: PracticeTrx, id: string) {
  const merge = await trx
    .selectFrom('merges')
    .select(['id', 'clientId', 'contactId', 'mergedAt', 'undoUntil', 'undoneAt'])
    // As text: names of columns in there are not to become ours.
    .select(sql<string | null>`record::text`.as('record'))
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return merge && { ...merge, record: merge.record === null ? null : (JSON.parse(merge.record) as MergeRecord) }
}

export async function insertMerge(
  trx: PracticeTrx,
  merge: { clientId: string; contactId: string; mergedAt: Date; undoUntil: Date; record: MergeRecord },
): Promise<string> {
  const { record, ...values } = merge
  const { id } = await trx
    .insertInto('merges')
    .values({ practiceId: trx.practiceId, ...values, record: JSON.stringify(record) })
    .returning('id')
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('mergedContacts')
    .values(
      record.mergedContactIds.map((contactId) => ({
        practiceId: trx.practiceId,
        clientId: merge.clientId,
        contactId,
        survivorContactId: merge.contactId,
        mergeId: id,
      })),
    )
    .execute()
  return id
}

/** Ends a merge: its record goes, and so do the ids that answered for the survivor. */
export async function endMerge(trx: PracticeTrx, id: string): Promise<void> {
  await trx.deleteFrom('mergedContacts').where('practiceId', '=', trx.practiceId).where('mergeId', '=', id).execute()
  await trx
    .updateTable('merges')
    .set({ undoneAt: trx.now, record: null })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .execute()
}

/** Leaves of a merge what cannot be undone: that it happened. */
export async function clearRecord(trx: PracticeTrx, id: string): Promise<void> {
  await trx
    .updateTable('merges')
    .set({ record: null })
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .execute()
}

/** Contacts that are part of others by now, of those asked for. */
export async function listMerged(trx: PracticeTrx, clientId: string, ids: string[]) {
  return trx
    .selectFrom('mergedContacts')
    .innerJoin('contacts', (join) =>
      join
        .onRef('contacts.practiceId', '=', 'mergedContacts.practiceId')
        .onRef('contacts.id', '=', 'mergedContacts.survivorContactId'),
    )
    .select(['mergedContacts.contactId', 'contacts.name as survivorName'])
    .where('mergedContacts.practiceId', '=', trx.practiceId)
    .where('mergedContacts.clientId', '=', clientId)
    .where('mergedContacts.contactId', 'in', ids)
    .execute()
}

export async function listEdges(trx: PracticeTrx, clientId: string): Promise<DatedEdge[]> {
  return trx
    .selectFrom('introductions')
    .select(['id', 'introducerContactId', 'introducedContactId', 'introducedOn'])
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .execute()
}

/** The open tasks about any of these. */
export async function listOpenTasks(trx: PracticeTrx, subjectIds: string[]): Promise<string[]> {
  if (subjectIds.length === 0) return []
  const rows = await trx
    .selectFrom('tasks')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('subjectId', 'in', subjectIds)
    .where('status', '=', 'open')
    .execute()
  return rows.map(({ id }) => id)
}
