import { type Insertable, sql, type Updateable } from 'kysely'
import type { Imports } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

/** An import as everybody outside this room sees one. */
export type Import = NonNullable<Awaited<ReturnType<typeof findImport>>>

const columns = [
  'id', 'clientId', 'status', 'dryRun', 'fileName', 'format', 'encoding', 'total', 'processed', 'creates', 'updates',
  'duplicates', 'rejects', 'failure', 'finishedAt', 'revertRequestedAt', 'removed', 'restored', 'kept', 'revertedAt',
  'createdAt', 'askedByMemberId',
] as const // prettier-ignore

const selectImports = (trx: PracticeTrx) =>
  trx.selectFrom('imports').where('practiceId', '=', trx.practiceId).select(columns)

export const findImport = (trx: PracticeTrx, id: string) => selectImports(trx).where('id', '=', id).executeTakeFirst()

/** What work on an import needs to know; nobody else works on it until the transaction ends. */
export const lockImport = (trx: PracticeTrx, id: string) =>
  selectImports(trx).select(['mapping', 'revertBelow']).where('id', '=', id).forUpdate().executeTakeFirst()

export const insertImport = async (trx: PracticeTrx, values: Insertable<Imports>): Promise<void> =>
  void (await trx.insertInto('imports').values(values).execute())

export const updateImport = async (trx: PracticeTrx, id: string, values: Updateable<Imports>): Promise<void> =>
  void (await trx
    .updateTable('imports')
    .set(values)
    .where('practiceId', '=', trx.practiceId)
    .where('id', '=', id)
    .execute())

/** Lets the imports of a client take turns: holds their order until the transaction ends. */
export async function lockTurns(trx: PracticeTrx, clientId: string): Promise<void> {
  const place = `imports ${trx.practiceId} ${clientId}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${place}, 0))`.execute(trx)
}

/** Whose turn it is of a client's imports. */
export const findNext = (trx: PracticeTrx, clientId: string) =>
  trx
    .selectFrom('imports')
    .select('id')
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('status', 'in', ['queued', 'running'])
    .orderBy('queuedAt')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()

/** Where a part of a file belongs. */
interface Place {
  clientId: string
  importId: string
  number: number
}

export const insertChunk = async (trx: PracticeTrx, place: Place, bytes: Buffer): Promise<void> =>
  void (await trx
    .insertInto('importChunks')
    .values({ ...place, bytes, practiceId: trx.practiceId })
    .execute())

export const findChunk = (trx: PracticeTrx, { clientId, importId, number }: Place) =>
  trx
    .selectFrom('importChunks')
    .select('bytes')
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('importId', '=', importId)
    .where('number', '=', number)
    .executeTakeFirst()

export const deleteChunks = async (trx: PracticeTrx, { clientId, importId }: Omit<Place, 'number'>): Promise<void> =>
  void (await trx
    .deleteFrom('importChunks')
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('importId', '=', importId)
    .execute())
