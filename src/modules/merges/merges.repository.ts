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

/** The row of a contact who was merged, as far as it is how they are recognised. */
interface MergedRow {
  id: string
  email_key: string | null
  name_key: string
  company_key: string | null
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
  const others = record.contacts.map(({ row }) => JSON.parse(row) as MergedRow)
  const { id } = await trx
    .insertInto('merges')
    .values({ practiceId: trx.practiceId, ...values, record: JSON.stringify(record) })
    .returning('id')
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('mergedContacts')
    .values(
      others.map(({ id: contactId, email_key: emailKey, name_key: nameKey, company_key: companyKey }) => ({
        practiceId: trx.practiceId,
        clientId: merge.clientId,
        contactId,
        emailKey,
        nameKey,
        companyKey,
        survivorContactId: merge.contactId,
        mergeId: id,
      })),
    )
    .execute()
  return id
}

/** People of a client who have one of these addresses or names, and are part of somebody else by now. */
export async function findMergedLike(
  trx: PracticeTrx,
  clientId: string,
  { emailKeys, nameKeys }: { emailKeys: string[]; nameKeys: string[] },
) {
  const of = () =>
    trx
      .selectFrom('mergedContacts')
      .innerJoin('contacts', (join) =>
        join
          .onRef('contacts.practiceId', '=', 'mergedContacts.practiceId')
          .onRef('contacts.id', '=', 'mergedContacts.survivorContactId'),
      )
      .select([
        'contacts.id as survivorId',
        'contacts.name as survivorName',
        'mergedContacts.emailKey',
        'mergedContacts.nameKey',
        'mergedContacts.companyKey',
      ]) // prettier-ignore
      .where('mergedContacts.practiceId', '=', trx.practiceId)
      .where('mergedContacts.clientId', '=', clientId)
  const byEmail = of().where('mergedContacts.emailKey', '=', sql<string>`any(${emailKeys}::text[])`)
  return byEmail.union(of().where('mergedContacts.nameKey', '=', sql<string>`any(${nameKeys}::text[])`)).execute()
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
