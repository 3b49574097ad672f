import { type Insertable, sql, type Updateable } from 'kysely'
import type { Exports } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'

export type Export = NonNullable<Awaited<ReturnType<typeof findExport>>>

const selectExports = (trx: PracticeTrx) =>
  trx.selectFrom('exports').selectAll().where('practiceId', '=', trx.practiceId)

export const findExport = (trx: PracticeTrx, id: string) => selectExports(trx).where('id', '=', id).executeTakeFirst()

/** Whoever writes at the same time waits, and finds how far this one has come. */
export const lockExport = (trx: PracticeTrx, id: string) =>
  selectExports(trx).where('id', '=', id).forUpdate().executeTakeFirst()

/** Those of a client's that are being written, or can be taken along; whoever is just writing one is waited for. */
export const lockExportsOf = (trx: PracticeTrx, clientId: string) =>
  selectExports(trx)
    .where('clientId', '=', clientId)
    .where((where) => where.or([where('status', 'in', ['queued', 'running']), where('expiresAt', '>', trx.now)]))
    .orderBy('id')
    .forUpdate()
    .execute()

export async function insertExport(trx: PracticeTrx, values: Insertable<Exports>): Promise<Export> {
  return trx.insertInto('exports').values(values).returningAll().executeTakeFirstOrThrow()
}

export async function updateExport(trx: PracticeTrx, id: string, values: Updateable<Exports>): Promise<void> {
  await trx.updateTable('exports').set(values).where('practiceId', '=', trx.practiceId).where('id', '=', id).execute()
}

export async function appendChunk(trx: PracticeTrx, { id, clientId }: Export, bytes: Buffer): Promise<void> {
  await sql`
    insert into export_chunks (practice_id, client_id, export_id, number, bytes)
    select ${trx.practiceId}, ${clientId}, ${id}, coalesce(max(number) + 1, 0), ${bytes}
      from export_chunks
     where practice_id = ${trx.practiceId} and client_id = ${clientId} and export_id = ${id}`.execute(trx)
}

export async function findChunk(
  trx: PracticeTrx,
  { id, clientId }: Export,
  number: number,
): Promise<Buffer | undefined> {
  const row = await trx
    .selectFrom('exportChunks')
    .select('bytes')
    .where('practiceId', '=', trx.practiceId)
    .where('clientId', '=', clientId)
    .where('exportId', '=', id)
    .where('number', '=', number)
    .executeTakeFirst()
  return row?.bytes
}

export async function deleteChunks(trx: PracticeTrx, id: string): Promise<void> {
  await trx.deleteFrom('exportChunks').where('practiceId', '=', trx.practiceId).where('exportId', '=', id).execute()
}
