import type { PracticeTrx } from '../../infra/db/scope.ts'
import { planLater } from '../cadences/planning.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { enqueue, finishWork } from '../outbox/outbox.service.ts'
import { workOnImport } from './imports.jobs.ts'
import {
  deleteChunks, findChunk, findImport, findNext, type Import, lockImport, lockTurns, updateImport,
} from './imports.repository.ts' // prettier-ignore
import type { Manner } from './reading.rules.ts'

/*
 * One import of a client is worked on at a time, in the order in which that was asked for: so the second of two finds
 * what the first has brought. A delivery of the job that comes out of turn ends at once; whoever's turn ends calls the
 * next one.
 */

/** What a worker has in hands. */
export interface Stint {
  importId: string
  clientId: string
  manner: Manner
  /** Null: the file was not read yet. */
  total: number | null
  processed: number
  /** When it is being taken back: rows from this one on have been. */
  revertBelow: number | null
}

/** The job as it was delivered. */
export interface Delivery {
  importId: string
  outboxId: string
}

/** @returns undefined, and the delivery done with, when there is nothing to do or it is another's turn */
export async function takeTurn(trx: PracticeTrx, { importId, outboxId }: Delivery): Promise<Stint | undefined> {
  const { clientId } = (await findImport(trx, importId)) ?? {}
  if (clientId) await lockTurns(trx, clientId)
  const next = clientId ? await findNext(trx, clientId) : undefined
  if (next?.id !== importId) {
    await finishWork(trx, [outboxId])
    return undefined
  }
  const { format, encoding, mapping, total, processed, revertBelow, status } = (await lockImport(trx, importId))!
  if (status === 'queued') await updateImport(trx, importId, { status: 'running' })
  const manner = { format, encoding, mapping: mapping ?? undefined }
  return { importId, clientId: clientId!, manner, total, processed, revertBelow }
}

/** A part of an import's file; undefined beyond its end. */
export const readChunk = async (
  trx: PracticeTrx,
  { importId, clientId }: Stint,
  number: number,
): Promise<Buffer | undefined> => (await findChunk(trx, { importId, clientId, number }))?.bytes

/** The whole file can be read and has so many rows; said once. */
export async function recordTotal(trx: PracticeTrx, { importId }: Stint, total: number): Promise<void> {
  if ((await lockImport(trx, importId))?.total === null) await updateImport(trx, importId, { total })
}

/** Goes to the back of the queue, so that others get a worker in between. */
export async function makeWay(trx: PracticeTrx, { importId, outboxId }: Delivery): Promise<void> {
  await finishWork(trx, [outboxId])
  await enqueue(trx, workOnImport, { importId })
}

/** Everything is done. */
export const finishImport = (trx: PracticeTrx, delivery: Delivery): Promise<void> =>
  endTurn(trx, delivery, ({ revertRequestedAt, ...of }) =>
    revertRequestedAt
      ? { status: 'reverted', revertedAt: trx.now }
      : of.processed === of.total
        ? { status: 'done', finishedAt: trx.now }
        : undefined,
  )

/** The file is refused: nothing of it was taken. */
export const refuseImport = (trx: PracticeTrx, delivery: Delivery, detail: string): Promise<void> =>
  endTurn(trx, delivery, () => ({
    status: 'failed',
    finishedAt: trx.now,
    failure: JSON.stringify({ code: 'file_refused', detail }),
  }))

async function endTurn(
  trx: PracticeTrx,
  { importId, outboxId }: Delivery,
  endOf: (current: Import) => (Parameters<typeof updateImport>[2] & { status: Import['status'] }) | undefined,
): Promise<void> {
  const { clientId } = (await findImport(trx, importId))!
  await lockTurns(trx, clientId)
  const current = await lockImport(trx, importId)
  const end = current?.status === 'running' ? endOf(current) : undefined
  if (end) {
    await updateImport(trx, importId, end)
    await deleteChunks(trx, { clientId, importId })
    const { creates, updates, duplicates, rejects } = current!
    const payload = end.status === 'done' ? { creates, updates, duplicates, rejects } : {}
    await recordEvent(trx, { kind: `import.${end.status}`, subjectId: importId, clientId, payload })
    // Whoever came has a cadence from now on; a file is put into the plan as a whole.
    if (end.status !== 'failed') await planLater(trx, clientId)
    const next = await findNext(trx, clientId)
    if (next) await enqueue(trx, workOnImport, { importId: next.id })
  }
  await finishWork(trx, [outboxId])
}
