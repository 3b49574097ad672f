import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import { schedule } from '../agenda/agenda.service.ts'
import { getClient } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { enqueue } from '../outbox/outbox.service.ts'
import { exportExpires, writeExport } from './exports.jobs.ts'
import {
  appendChunk,
  deleteChunks,
  type Export,
  findExport,
  insertExport,
  lockExport,
  lockExportsOf,
  updateExport,
} from './exports.repository.ts'
import type { Office } from '../links/office.service.ts'
import { mailExportReady } from './export-letters.service.ts'
import { type Format, formats } from './formats.rules.ts'
import { countParts, readPart } from './parts.repository.ts'

/** How long a file is kept. */
const keptMs = 24 * 3_600_000
/** What is held at a time, and fits into one transaction. */
const rowsPerChunk = 500

/** Begins to write a client's network into a file. @throws 404 */
export async function startExport(trx: PracticeTrx, clientId: string, format: Export['format']): Promise<Export> {
  await getClient(trx, clientId)
  const started = await insertExport(trx, {
    practiceId: trx.practiceId,
    clientId,
    format,
    askedByMemberId: trx.actor.kind === 'member' ? trx.actor.id : null,
    createdAt: trx.now,
  })
  await enqueue(trx, writeExport, { exportId: started.id })
  await recordEvent(trx, { kind: 'export.requested', subjectId: started.id, clientId, payload: { format } })
  return started
}

/** An export that the caller may see. @throws 404 */
export async function getExport(trx: PracticeTrx, id: string): Promise<Export> {
  const found = await findExport(trx, id)
  if (!found) throw notFound()
  return found
}

/**
 * Writes the next rows of an export, and how far it has come, in one transaction; whoever asked is mailed when it is done. Any number may do so at a time: each
 * goes on where the one before has ended.
 *
 * @returns whether there is more to write
 */
export async function writeNextChunk(trx: PracticeTrx, office: Office, exportId: string): Promise<boolean> {
  const current = await lockExport(trx, exportId)
  if (!current || current.status === 'done' || current.status === 'failed') return false
  const { id, clientId, status, part, afterId } = current
  const format = formats[current.format]
  const begins = status === 'queued'
  const name = format.parts[part]!
  const rows = await readPart(trx, clientId, name, { afterId, limit: rowsPerChunk })
  const isPartDone = rows.length < rowsPerChunk
  const isDone = isPartDone && part + 1 === format.parts.length
  const text = [
    begins ? await beginning(trx, current, format) : '',
    afterId === null ? format.beginPart(name, part) : '',
    format.rows(rows, { isFirst: afterId === null, part: name }),
    isDone ? format.end() : '',
  ].join('')
  const bytes = Buffer.from(text)
  await appendChunk(trx, current, bytes)
  await updateExport(trx, id, {
    ...(begins && { total: await countParts(trx, clientId, format.parts) }),
    status: isDone ? 'done' : 'running',
    processed: current.processed + rows.length,
    part: isPartDone ? part + 1 : part,
    afterId: isPartDone ? null : rows.at(-1)!.id,
    bytes: String(Number(current.bytes) + bytes.length),
    ...(isDone && { finishedAt: trx.now, expiresAt: addMilliseconds(trx.now, keptMs) }),
  })
  if (isDone) await finish(trx, office, current)
  return !isDone
}

async function beginning(trx: PracticeTrx, { clientId }: Export, format: Format): Promise<string> {
  const { name } = await getClient(trx, clientId)
  return format.begin({ clientId, name, exportedAt: trx.now.toISOString() })
}

async function finish(trx: PracticeTrx, office: Office, done: Export): Promise<void> {
  const { id, clientId } = done
  const expiresAt = addMilliseconds(trx.now, keptMs)
  await schedule(trx, { kind: exportExpires, subjectId: id, clientId, dueAt: expiresAt })
  await mailExportReady(trx, office, done, { validMinutes: keptMs / 60_000, expiresAt })
  await recordEvent(trx, { kind: 'export.finished', subjectId: id, clientId })
}

/**
 * Throws away what was written of a client's network, which tells of somebody who is being forgotten. What is there has
 * no link any more; what is being written begins anew.
 */
export async function beginExportsAnew(trx: PracticeTrx, clientId: string): Promise<void> {
  for (const { id, status } of await lockExportsOf(trx, clientId)) {
    await deleteChunks(trx, id)
    const anew = { status: 'queued', part: 0, afterId: null, processed: 0, bytes: '0' } as const
    await updateExport(trx, id, status === 'done' ? { expiresAt: trx.now } : anew)
  }
}

/** Throws the file of an export away, whose time has come. */
export const expireExport = (trx: PracticeTrx, id: string): Promise<void> => deleteChunks(trx, id)
